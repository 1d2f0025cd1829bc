import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("The checker of reads")
struct FitReadsTests {
    /// Reads of one agent, looked at each 200 ms, with server 0 as the primary and standbys 1 and 2.
    private struct Reads {
        var history = TestHistory<FitReads>()
        var moment: Int64 = 0

        /// Has reads go there for seconds.
        mutating func stay(
            _ place: ReadSight.Place, at server: Int? = nil, for seconds: Int64, fit: Set<Int> = [],
            hasPrimary: Bool = true
        ) {
            let bits = fit.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
            for _ in 0..<(seconds * 5) {
                moment += 200
                let sight = ReadSight(place, server: server, fit: bits, hasPrimary: hasPrimary)
                history.tell(.lookedAtReads(agent: 0, sight), at: moment)
            }
        }

        mutating func move(to address: Int) { history.tell(.readsMoved(agent: 0, address: address), at: moment) }
    }

    /// The default policy's: two seconds for probes and three for steps; read damping is five.
    private static let limit: Int64 = 5

    @Test(
        "the checker accepts reads on a fit standby, and on the primary if no standby is fit",
        arguments: [true, false])
    func served(isFit: Bool) {
        var reads = Reads()
        reads.stay(isFit ? .standby : .primary, at: isFit ? 1 : 0, for: 60, fit: isFit ? [1, 2] : [])
        #expect(reads.history.complaint == nil)
    }

    @Test(
        "the checker finds reads that stay unserved or too old while the primary is there",
        arguments: [.nothing, .stranger, .past, .behind] as [ReadSight.Place])
    func bad(place: ReadSight.Place) {
        var reads = Reads()
        reads.stay(.standby, at: 1, for: 10, fit: [1])
        reads.stay(place, at: 1, for: Self.limit)
        #expect(reads.history.complaint == nil)
        reads.stay(place, at: 1, for: 1)
        #expect(reads.history.complaint != nil)
    }

    @Test(
        "the checker finds reads that stay on the primary though a standby has long been fit",
        arguments: [true, false])
    func idleStandby(isSame: Bool) {
        var reads = Reads()
        reads.stay(.primary, at: 0, for: 6, fit: [1])
        // Another one has to show that it is fit anew.
        reads.stay(.primary, at: 0, for: 4, fit: [isSame ? 1 : 2])
        #expect(reads.history.complaint == nil)
        reads.stay(.primary, at: 0, for: 1, fit: [isSame ? 1 : 2])
        #expect((reads.history.complaint != nil) == isSame)
    }

    @Test(
        "the checker finds reads at a dead server without a primary only if a standby was fit before",
        arguments: [true, false])
    func primaryAway(wasFit: Bool) {
        var reads = Reads()
        reads.stay(.standby, at: 1, for: 10, fit: wasFit ? [1, 2] : [1])
        reads.stay(.nothing, at: 1, for: Self.limit + 1, fit: [2], hasPrimary: false)
        #expect((reads.history.complaint != nil) == wasFit)
    }

    @Test("the checker of reads counts anew if the agent can't move reads meanwhile")
    func impeded() {
        var reads = Reads()
        for _ in 0..<3 {
            reads.stay(.nothing, for: Self.limit)
            reads.history.tell(.lookedAtReads(agent: 0, nil), at: reads.moment)
        }
        #expect(reads.history.complaint == nil)
    }

    @Test(
        "the checker counts a standby's fitness anew once the agent has lost it, or no longer sees how far behind it is"
    )
    func lostForAMoment() {
        for claim in [nil, Claim(server: 1, isInRecovery: true, timeline: 3)] {
            var reads = Reads()
            let fit = Claim(server: 1, isInRecovery: true, timeline: 3, staleness: .zero)
            reads.history.tell(.observed(agent: 0, address: 1, claim: fit), at: 0)
            reads.stay(.primary, at: 0, for: 9, fit: [1])
            reads.history.tell(.observed(agent: 0, address: 1, claim: claim), at: reads.moment)
            reads.stay(.primary, at: 0, for: 9, fit: [1])
            #expect(reads.history.complaint == nil)
            reads.stay(.primary, at: 0, for: 3, fit: [1])
            #expect(reads.history.complaint != nil)
        }
    }

    @Test("the checker finds reads that go to and fro between good servers", arguments: [1, 6] as [Int64])
    func toAndFro(seconds: Int64) {
        var reads = Reads()
        for server in [1, 2, 1, 2] {
            reads.stay(.standby, at: server, for: seconds, fit: [1, 2])
            reads.move(to: 3 - server)
        }
        #expect((reads.history.complaint != nil) == (seconds == 1))
    }

    @Test("the checker accepts that reads leave a server that does not serve them, however often")
    func leaving() {
        var reads = Reads()
        for server in [1, 2, 1, 2] {
            reads.stay(.standby, at: server, for: 1, fit: [1, 2])
            reads.stay(.behind, at: server, for: 1, fit: [3 - server])
            reads.move(to: 3 - server)
        }
        #expect(reads.history.complaint == nil)
    }
}
