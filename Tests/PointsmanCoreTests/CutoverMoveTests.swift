import PointsmanCore
import Testing

@Suite("A cutover of the fleet to another cluster")
struct CutoverMoveTests {
    static let theirs = SystemIdentifier(9_000)
    static let target = ServerIdentity(systemIdentifier: theirs, startedMicroseconds: 50)

    static func successor(readOnly: Bool = false) -> ServerReport {
        primary(timeline: 1, lsn: 500, cluster: theirs, started: 50, readOnly: readOnly)
    }

    /// A fleet whose members have the new cluster's primary among them, at `lhr`.
    static func fleet(_ count: Int = 3) -> ScriptedFleet {
        var fleet = ScriptedFleet(count, dns: count)
        for index in fleet.shells.indices { see(&fleet, index) }
        return fleet
    }

    static func see(_ fleet: inout ScriptedFleet, _ index: Int, readOnly: Bool = false) {
        fleet.shells[index].send(.discovery(.members([iad, fra, ams, lhr].map { Member(id: $0) })))
        fleet.shells[index].see(lhr, successor(readOnly: readOnly))
    }

    /// Prepared, and the old cluster refuses writes.
    static func prepared() -> ScriptedFleet {
        var fleet = fleet()
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20), to: target))
        fleet.hold()
        lock(&fleet)
        return fleet
    }

    static func lock(_ fleet: inout ScriptedFleet) {
        for index in fleet.shells.indices { fleet.shells[index].see(iad, primary(readOnly: true)) }
    }

    static func settle(_ fleet: inout ScriptedFleet) {
        for index in fleet.shells.indices {
            fleet.shells[index].see(lhr, successor())
            while !fleet.shells[index].pending.isEmpty { fleet.shells[index].finish() }
        }
        fleet.deliver()
    }

    @Test("all instances adopt the new cluster at once when each has said that it sees its primary take writes")
    func adopted() {
        var fleet = Self.prepared()
        #expect(fleet.phases[0] == .prepared)
        #expect(fleet.parts == [.kept, .kept, .kept])
        fleet.request(.adoptMove)
        for index in fleet.shells.indices {
            #expect(fleet.shells[index].status?.fence?.systemIdentifier == Self.theirs)
            #expect(fleet.parts[index] == .free)
        }
        Self.settle(&fleet)
        for shell in fleet.shells {
            #expect(shell.status?.setting?.writes.member == lhr)
            #expect(shell.status?.setting?.writes.systemIdentifier == Self.theirs)
            #expect(shell.status?.hold == Reroute.Hold.none)
        }
        #expect(fleet.phases[0] == .moved(to: lhr))
        #expect(fleet.shells[0].status?.move.adopted == 3)
        fleet.request(.endMove(.finished))
        #expect(fleet.phases[0] == .over(.finished(lhr)))
    }

    @Test("a cutover is refused with nothing held if one instance does not see the new cluster's primary")
    func unseen() {
        var fleet = ScriptedFleet(3, dns: 3)
        for index in 0...1 { Self.see(&fleet, index) }
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20), to: Self.target))
        guard case .over(.refused(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason.hasPrefix("web-2: it sees no server of this run of cluster 9000"))
        #expect(fleet.shells.allSatisfy { $0.pending.isEmpty })
    }

    @Test("a cutover is refused with nothing held if the leading instance does not see the new cluster's primary")
    func unseenByLeader() {
        var fleet = ScriptedFleet(3, dns: 3)
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20), to: Self.target))
        guard case .over(.refused(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason.hasPrefix("it sees no server"))
        #expect(fleet.parts == [.free, .free, .free])
    }

    @Test("no instance adopts the new cluster while one does not see its primary take writes, and all go back")
    func oneRefuses() {
        var fleet = Self.prepared()
        Self.see(&fleet, 2, readOnly: true)
        fleet.request(.adoptMove)
        #expect(fleet.parts == [.expecting, .expecting, .expecting])
        #expect(fleet.shells.allSatisfy { $0.status?.fence?.systemIdentifier == ours })
        #expect(fleet.shells[1].plan?.interval == Policy().probeInterval)
        #expect(fleet.shells[2].plan.map { $0.interval < Policy().probeInterval / 10 } == true)
        fleet.pass(.seconds(8), seeing: primary())
        guard case .over(.aborted(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason == "web-2 did not say that the new primary takes writes")
        #expect(fleet.parts == [.free, .free, .free])
        for index in fleet.shells.indices {
            while !fleet.shells[index].pending.isEmpty { fleet.shells[index].finish() }
            #expect(fleet.shells[index].status?.setting?.writes.member == iad)
            #expect(fleet.shells[index].status?.hold == Reroute.Hold.none)
        }
    }

    @Test("a cutover goes on when the new primary is seen to take writes by the last instance")
    func lateSight() {
        var fleet = Self.prepared()
        Self.see(&fleet, 2, readOnly: true)
        fleet.request(.adoptMove)
        #expect(fleet.phases[0] == .prepared)
        Self.see(&fleet, 2)
        fleet.deliver()
        #expect(fleet.shells.allSatisfy { $0.status?.fence?.systemIdentifier == Self.theirs })
    }

    @Test("an instance that hears of no adoption goes back to the old cluster when the deadline has passed")
    func deaf() {
        var fleet = Self.prepared()
        Self.see(&fleet, 1, readOnly: true)
        fleet.request(.adoptMove)
        #expect(fleet.parts[2] == .expecting)
        fleet.deaf = [2]
        Self.see(&fleet, 1)
        fleet.deliver()
        #expect(fleet.shells[0].status?.fence?.systemIdentifier == Self.theirs)
        #expect(fleet.shells[2].status?.fence?.systemIdentifier == ours)
        fleet.pass(.seconds(21), seeing: primary(readOnly: true))
        #expect(fleet.parts[2] == .returning)
        #expect(fleet.shells[2].status?.fence?.systemIdentifier == ours)
    }

    @Test("an instance that has missed the word to adopt hears it again through the new primary")
    func toldAgain() {
        var fleet = Self.prepared()
        Self.see(&fleet, 1, readOnly: true)
        fleet.request(.adoptMove)
        fleet.deaf = [2]
        Self.see(&fleet, 1)
        fleet.deliver()
        Self.settle(&fleet)
        #expect(fleet.shells[0].status?.move.adopted == 2)
        fleet.deaf = []
        fleet.shells[0].pass(.milliseconds(1_100))
        let again = fleet.shells[0].notices
        #expect(again.map(\.word) == [.adopt(Self.target)])
        fleet.shells[0].notices = []
        for notice in again { fleet.tell(notice, at: lhr) }
        #expect(fleet.shells[2].status?.fence?.systemIdentifier == Self.theirs)
    }

    @Test(
        "an abort that comes before the word to adopt takes all instances back, and one that comes after it takes none")
    func abort() {
        var before = Self.prepared()
        Self.see(&before, 2, readOnly: true)
        before.request(.adoptMove)
        before.request(.endMove(.aborted), at: 1)
        Self.see(&before, 2)
        before.deliver()
        #expect(before.parts == [.returning, .returning, .returning])
        #expect(before.shells.allSatisfy { $0.status?.fence?.systemIdentifier == ours })
        var after = Self.prepared()
        after.request(.adoptMove)
        after.request(.endMove(.aborted))
        after.request(.endMove(.aborted), at: 1)
        #expect(after.shells.allSatisfy { $0.status?.fence?.systemIdentifier == Self.theirs })
    }

    @Test("a word to adopt counts only from the agent that leads the cutover and for the server that was asked about")
    func otherWords() {
        var fleet = Self.prepared()
        Self.see(&fleet, 2, readOnly: true)
        let other = ServerIdentity(systemIdentifier: Self.theirs, startedMicroseconds: 51)
        fleet.tell(Self.notice(.adopt(Self.target), sequence: 1))
        #expect(fleet.parts == [.kept, .kept, .kept])
        fleet.request(.adoptMove)
        #expect(fleet.parts == [.expecting, .expecting, .expecting])
        fleet.tell(Self.notice(.adopt(Self.target), sequence: 2))
        fleet.tell(Self.notice(.adopt(other), sequence: 1_000, sender: FleetSender(name: "web-0", run: 1)))
        #expect(fleet.shells.allSatisfy { $0.status?.fence?.systemIdentifier == ours })
    }

    private static func notice(
        _ word: FleetNotice.Word, sequence: UInt64, sender: FleetSender = FleetSender(name: "ops", run: 4_711)
    ) -> FleetNotice {
        FleetNotice(sender: sender, sequence: sequence, move: ScriptedFleet.move, word: word)
    }

    @Test("a prepared switchover within the cluster adopts no other cluster")
    func plainMove() {
        var fleet = Self.fleet()
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        fleet.hold()
        fleet.request(.adoptMove)
        #expect(fleet.phases[0] == .prepared)
        #expect(fleet.parts == [.kept, .kept, .kept])
    }

    @Test("an instance that stops answering ends a prepared cutover also while the old cluster refuses writes")
    func missing() {
        var fleet = Self.prepared()
        fleet.deaf = [2]
        fleet.pass(.seconds(4), seeing: primary(readOnly: true))
        guard case .over(.aborted(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason == "web-2 no longer answered")
    }

    @Test("no instance is told to adopt shortly before the deadline")
    func tooLate() {
        var fleet = Self.prepared()
        fleet.pass(.milliseconds(19_600), seeing: primary(readOnly: true))
        for index in fleet.shells.indices { fleet.shells[index].see(lhr, Self.successor()) }
        fleet.request(.adoptMove)
        guard case .over(.aborted(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason == "no time was left to adopt it")
        #expect(fleet.shells.allSatisfy { $0.status?.fence?.systemIdentifier == ours })
    }

    @Test("an abort by an instance that has missed the word to adopt takes back none that has adopted")
    func lateAbort() {
        var fleet = Self.prepared()
        Self.see(&fleet, 1, readOnly: true)
        fleet.request(.adoptMove)
        fleet.deaf = [2]
        Self.see(&fleet, 1)
        fleet.deliver()
        fleet.deaf = []
        fleet.request(.endMove(.aborted), at: 2)
        #expect(fleet.phases[0] == .over(.finished(lhr)))
        #expect(fleet.shells[0].status?.fence?.systemIdentifier == Self.theirs)
        #expect(fleet.shells[2].status?.fence?.systemIdentifier == ours)
    }

    @Test(
        "a leading agent that does not hear its own word to adopt says that the end is not known, and takes none back")
    func unsettled() {
        var fleet = Self.prepared()
        Self.see(&fleet, 2, readOnly: true)
        fleet.request(.adoptMove)
        Self.see(&fleet, 2)
        for notice in fleet.shells[2].notices {
            fleet.shells[0].send(.notice(HeardNotice(notice, at: iad, age: .zero, listening: .seconds(600))))
        }
        #expect(fleet.shells[0].notices.map(\.word) == [.adopt(Self.target)])
        fleet.shells[0].notices = []
        fleet.shells[0].pass(.seconds(21))
        #expect(fleet.phases[0] == .over(.unsettled))
        #expect(fleet.shells[0].notices == [])
        #expect(fleet.shells[0].status?.fence?.systemIdentifier == ours)
    }
}
