import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("The checker of reads")
struct FitReadsTests {
    /// An agent whose fence is at timeline 3, owned by server 0 at address 0, with fit standbys at 1 and 2.
    private struct Cluster {
        var history: TestHistory<FitReads>
        var moment: Int64 = 0
        var claims: [Int: Claim] = [:]

        init(policy: Policy = Self.policy) {
            history = TestHistory(policy: policy)
            history.tell(.agentStarted(agent: 0, keepsFence: true), at: 0)
            history.tell(.poolerStarted(agent: 0), at: 0)
            claims = [0: claim(0, lsn: 10_000), 1: Self.standby(1), 2: Self.standby(2)]
            raise(to: 0, timeline: 3)
            history.tell(.moved(agent: 0, server: 0, timeline: 3), at: 0)
            history.tell(.spoke(agent: 0, isReady: true), at: 0)
            see()
        }

        static var policy: Policy {
            var policy = Policy()
            policy.maxReplicaLag = .bytes(1_000)
            return policy
        }

        static func standby(_ server: Int, timeline: UInt32 = 3, lsn: UInt64 = 10_000, follows: Int? = 0) -> Claim {
            Claim(server: server, isInRecovery: true, timeline: timeline, lsn: lsn, follows: follows)
        }

        mutating func see() {
            for address in claims.keys.sorted() {
                history.tell(.observed(agent: 0, address: address, claim: claims[address]), at: moment)
            }
        }

        /// Lets seconds pass, with a probe of everybody each half second.
        mutating func pass(_ seconds: Int64) {
            let end = moment + seconds * 1_000
            while moment < end {
                moment += 250
                if moment % 500 == 0 { see() }
                history.tell(.looked(agent: 0, possible: 0, actual: 0), at: moment)
            }
        }

        /// Has the fence raised to the server at its own address.
        mutating func raise(to owner: Int, timeline: UInt32) {
            let fence = Fence(
                systemIdentifier: SystemIdentifier(Numbering.cluster), timeline: Timeline(timeline),
                owner: MemberID(address: .v4(0x0A00_0001 + UInt32(owner)), port: 5432), lsn: LSN(bytes: 10_000))
            history.tell(.raised(agent: 0, fence: fence, owner: owner), at: moment)
        }

        /// Orders reads there, and has the pooler follow.
        mutating func order(_ address: Int, primary: Int = 0, timeline: UInt32 = 3) {
            history.tell(
                .orderedReads(agent: 0, address: address, primary: primary, timeline: timeline), at: moment)
            history.tell(.readsMoved(agent: 0, address: address), at: moment)
        }
    }

    @Test("the reads checker accepts reads on a fit standby without end")
    func fit() {
        var cluster = Cluster()
        cluster.order(1)
        cluster.pass(60)
        #expect(cluster.history.complaint == nil)
    }

    /// What makes a standby unfit.
    enum Fault: CaseIterable {
        case stranger, stale, otherTimeline, behind, unproven, silent

        var claim: Claim? {
            switch self {
            case .stranger:
                Claim(server: 1, isOurs: false, isInRecovery: true, timeline: 3, lsn: 10_000, follows: 0)
            case .stale: Claim(server: 1, timeline: 2, lsn: 10_000)
            case .otherTimeline: Cluster.standby(1, timeline: 2)
            case .behind: Cluster.standby(1, lsn: 8_999)
            case .unproven: Cluster.standby(1, follows: nil)
            case .silent: nil
            }
        }
    }

    @Test("the reads checker reports an order of reads to an unfit standby", arguments: Fault.allCases)
    func unfitChoice(fault: Fault) {
        var cluster = Cluster()
        cluster.claims[1] = fault.claim
        if fault.claim == nil { cluster.history.tell(.observed(agent: 0, address: 1, claim: nil), at: 0) }
        cluster.see()
        cluster.order(1)
        #expect(cluster.history.complaint != nil)
    }

    @Test(
        "the reads checker reports reads that stay for seconds on a standby that became unfit",
        arguments: Fault.allCases)
    func unfitForLong(fault: Fault) {
        var cluster = Cluster()
        cluster.order(1)
        cluster.pass(2)
        cluster.claims[1] = fault.claim
        if fault.claim == nil { cluster.history.tell(.observed(agent: 0, address: 1, claim: nil), at: cluster.moment) }
        cluster.pass(2)
        #expect(cluster.history.complaint == nil)
        cluster.pass(3)
        #expect(cluster.history.complaint != nil)
    }

    @Test(
        "the reads checker reports a repeated order of reads to a server that became foreign or stale",
        arguments: [true, false])
    func keptChoice(isStranger: Bool) {
        var cluster = Cluster()
        cluster.order(0)
        cluster.claims[0] = isStranger ? claim(0, ours: false) : claim(0, timeline: 2)
        cluster.see()
        cluster.history.tell(.orderedReads(agent: 0, address: 0, primary: nil, timeline: nil), at: 1)
        #expect(cluster.history.complaint != nil)
    }

    @Test(
        "the reads checker accepts a foreign server as the first primary only if no system identifier is pinned",
        arguments: [true, false])
    func pinsStranger(isPinned: Bool) {
        var policy = Cluster.policy
        if isPinned { policy.systemIdentifier = SystemIdentifier(Numbering.cluster) }
        for stranger in [0, 1] {
            var history = TestHistory<FitReads>(policy: policy)
            history.tell(.agentStarted(agent: 0, keepsFence: false), at: 0)
            history.tell(.observed(agent: 0, address: 0, claim: claim(0, ours: stranger != 0)), at: 1)
            history.tell(.observed(agent: 0, address: 1, claim: claim(1, ours: stranger != 1)), at: 1)
            history.tell(.orderedReads(agent: 0, address: stranger, primary: 0, timeline: 3), at: 2)
            #expect((history.complaint == nil) == (stranger == 0 && !isPinned))
        }
    }

    @Test("the reads checker follows a fence that an operator lowered while the write route stays")
    func loweredFence() {
        for timeline in [UInt32(2), 3] {
            var cluster = Cluster()
            cluster.order(0)
            cluster.history.tell(.toldToAdopt(agent: 0, address: 0), at: 0)
            cluster.claims = [0: claim(0, timeline: 2, lsn: 10_000), 1: Cluster.standby(1, timeline: timeline)]
            cluster.see()
            cluster.raise(to: 0, timeline: 2)
            cluster.order(1)
            #expect((cluster.history.complaint == nil) == (timeline == 2))
        }
    }

    @Test(
        "the reads checker judges by the fence if the write route stays on a server that is not its owner",
        arguments: [3, 4] as [UInt32])
    func keptRoute(timeline: UInt32) {
        var cluster = Cluster()
        cluster.order(0)
        cluster.claims = [
            0: claim(0, timeline: 5, lsn: 12_000), 1: Cluster.standby(1, timeline: timeline, follows: 2),
            2: claim(2, timeline: 4, lsn: 10_000),
        ]
        cluster.see()
        cluster.raise(to: 2, timeline: 4)
        cluster.order(1)
        #expect((cluster.history.complaint == nil) == (timeline == 4))
    }

    @Test("the reads checker reports reads that stay on the primary although a standby has long been fit")
    func idleStandby() {
        var cluster = Cluster()
        cluster.order(0)
        cluster.pass(5)
        #expect(cluster.history.complaint == nil)
        cluster.pass(5)
        #expect(cluster.history.complaint != nil)
    }

    @Test(
        "the reads checker reports reads in another region while a standby of our region is fit",
        arguments: [true, false])
    func region(isNear: Bool) {
        var policy = Cluster.policy
        policy.region = Numbering.region(of: isNear ? 1 : 2)
        var cluster = Cluster(policy: policy)
        cluster.order(1)
        cluster.pass(12)
        #expect((cluster.history.complaint == nil) == isNear)
    }

    @Test("the reads checker gives a returned former fence owner time before it expects reads there")
    func formerOwner() {
        var cluster = Cluster()
        cluster.claims = [0: Cluster.standby(0, follows: 2), 2: claim(2, lsn: 10_000)]
        cluster.pass(6)
        cluster.history.tell(.observed(agent: 0, address: 0, claim: nil), at: cluster.moment)
        cluster.claims = [2: claim(2, timeline: 4, lsn: 10_000)]
        cluster.see()
        cluster.claims[0] = Cluster.standby(0, timeline: 4, follows: 2)
        cluster.raise(to: 2, timeline: 4)
        cluster.history.tell(.moved(agent: 0, server: 2, timeline: 4), at: cluster.moment)
        cluster.order(2, primary: 2, timeline: 4)
        cluster.pass(5)
        #expect(cluster.history.complaint == nil)
        cluster.pass(5)
        #expect(cluster.history.complaint != nil)
    }

    @Test(
        "the reads checker measures lag by the primary, not by a foreign or stale server at its address",
        arguments: [true, false])
    func strangersPosition(isStranger: Bool) {
        var cluster = Cluster()
        cluster.order(1)
        cluster.pass(6)
        cluster.claims[0] = isStranger ? claim(0, ours: false, lsn: 50_000) : claim(0, timeline: 2, lsn: 50_000)
        cluster.see()
        cluster.claims[0] = claim(0, lsn: 10_000)
        cluster.pass(1)
        cluster.order(2)
        #expect(cluster.history.complaint == nil)
    }

    @Test(
        "the reads checker starts anew after a fence reset, unless the same fence returns at once", arguments: [0, 1])
    func forgottenFence(pinnedAfter: Int64) {
        var cluster = Cluster()
        cluster.order(1)
        cluster.pass(6)
        cluster.history.tell(.toldToReset(agent: 0), at: cluster.moment)
        cluster.see()
        cluster.pass(pinnedAfter)
        cluster.raise(to: 0, timeline: 3)
        cluster.order(1)
        cluster.pass(1)
        cluster.order(2)
        #expect((cluster.history.complaint == nil) == (pinnedAfter == 0))
    }

    @Test(
        "the reads checker accepts reads on the primary of a lower timeline only after a fence reset",
        arguments: [true, false])
    func lowerTimeline(isForgotten: Bool) {
        var cluster = Cluster()
        cluster.order(1)
        cluster.pass(1)
        if isForgotten { cluster.history.tell(.toldToReset(agent: 0), at: cluster.moment) }
        cluster.claims = [0: claim(0, timeline: 1)]
        cluster.see()
        cluster.order(0)
        #expect((cluster.history.complaint == nil) == isForgotten)
    }

    @Test("the reads checker reports a return to a standby that was fit for too short a time", arguments: [1, 6])
    func damping(seconds: Int64) {
        var cluster = Cluster()
        cluster.claims[2] = Cluster.standby(2, lsn: 1)
        cluster.see()
        cluster.order(1)
        cluster.pass(1)
        cluster.claims[2] = Cluster.standby(2)
        cluster.pass(seconds)
        cluster.order(2)
        #expect((cluster.history.complaint == nil) == (seconds > 5))
    }

    @Test("the reads checker accepts leaving unfit standbys at any rate, and reports flapping between fit ones")
    func flapping() {
        var cluster = Cluster()
        cluster.order(1)
        cluster.pass(6)
        for (index, address) in [2, 1, 2].enumerated() {
            #expect(cluster.history.complaint == nil, "move \(index)")
            cluster.pass(1)
            cluster.order(address)
        }
        #expect(cluster.history.complaint != nil)

        cluster = Cluster()
        cluster.order(1)
        cluster.pass(6)
        for address in [2, 1, 2, 1] {
            cluster.claims[address] = Cluster.standby(address)
            cluster.claims[3 - address] = Cluster.standby(3 - address, lsn: 1)
            cluster.see()
            cluster.order(address)
            cluster.pass(1)
        }
        #expect(cluster.history.complaint == nil)
    }
}
