import PointsmanCore
import Testing

/// Cutovers in which notices are lost, instances see the new primary late, and operators abort at any moment. The operator's command is
/// played too: it has the old cluster refuse writes once all hold, and lets it take them again only where the leading agent says that
/// nothing was adopted.
@Suite("A cutover with lost notices and aborts")
struct CutoverSeedTests {
    @Test("no instance is at the new cluster while the old one takes writes, whatever is lost", arguments: 0..<20)
    func neverBoth(block: UInt64) {
        for seed in block * 10..<block * 10 + 10 {
            var run = Run(seed: seed)
            run.play()
            #expect(run.offence == nil, "seed \(seed): \(run.offence ?? "")")
        }
    }

    @Test("cutovers with lost notices end in both ways: some adopt, some go back, and some instances are told late")
    func both() {
        var (adopted, returned, split) = (0, 0, 0)
        for seed in 1_000..<1_100 as Range<UInt64> {
            var run = Run(seed: seed)
            run.play()
            if run.adopted == run.count { adopted += 1 }
            if run.adopted == 0 { returned += 1 }
            if run.wasSplit { split += 1 }
        }
        #expect(adopted > 20 && returned > 5 && split > 0, "\(adopted) \(returned) \(split)")
    }

    struct Run {
        let count = 3
        var fleet: ScriptedFleet
        var chance: SplitMix
        var isLocked = false
        var offence: String?
        /// Whether some instances were at the new cluster for a while, and others not.
        var wasSplit = false

        init(seed: UInt64) {
            chance = SplitMix(state: seed &* 7_919 &+ 13)
            fleet = CutoverStage.fleet()
        }

        var adopted: Int {
            fleet.shells.count { $0.status?.fence?.systemIdentifier == CutoverStage.theirs }
        }

        mutating func play() {
            fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(10), to: CutoverStage.target))
            fleet.hold()
            var hasAsked = false
            for _ in 0..<50 {
                fleet.deaf = Set((0..<count).filter { _ in chance.below(100) < 12 })
                step(&hasAsked)
                look()
            }
            fleet.deaf = []
            for _ in 0..<50 {
                step(&hasAsked)
                look()
            }
            for index in fleet.shells.indices where fleet.shells[index].status?.hold.since != nil && !isLocked {
                offence = offence ?? "instance \(index) holds its clients for good"
            }
        }

        private mutating func step(_ hasAsked: inout Bool) {
            if case .prepared = fleet.phases[0], !hasAsked, chance.below(100) < 40 {
                isLocked = true
                hasAsked = true
                fleet.request(.adoptMove)
            }
            if chance.below(100) < 2 { fleet.request(.endMove(.aborted), at: chance.below(count)) }
            // The command hears how it ended from the agent that leads.
            if case .over(let end) = fleet.phases[0], end != .unsettled, !isFinished(end) { isLocked = false }
            for index in fleet.shells.indices {
                fleet.shells[index].pass(.milliseconds(250))
                fleet.shells[index].see(iad, primary(readOnly: isLocked))
                fleet.shells[index].see(lhr, CutoverStage.successor(readOnly: chance.below(100) < 45))
                while !fleet.shells[index].pending.isEmpty { fleet.shells[index].finish() }
            }
            fleet.deliver()
        }

        private func isFinished(_ end: MoveEnd) -> Bool { if case .finished = end { true } else { false } }

        private mutating func look() {
            if adopted > 0, adopted < count { wasSplit = true }
            guard !isLocked, adopted > 0 else { return }
            offence =
                offence
                ?? "\(adopted) are at the new cluster, and the old one takes writes: \(fleet.phases[0].debugDescription)"
        }
    }

    struct SplitMix {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
        }
    }
}
