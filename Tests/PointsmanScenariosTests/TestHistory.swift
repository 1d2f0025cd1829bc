import PointsmanCore
import PointsmanScenarios

/// A history told to one checker, fact by fact, with what it says of it.
struct TestHistory<Judge: Checker> {
    private var judge: Judge
    private(set) var complaint: String?

    init(policy: Policy = Policy()) {
        judge = Judge(agents: 2, policy: policy)
    }

    mutating func tell(_ fact: Fact, at milliseconds: Int64) {
        let sentence = judge.take(fact, at: .milliseconds(milliseconds))
        complaint = complaint ?? sentence
    }

    /// Nothing happens for a while, and it is looked at each 200 ms.
    mutating func wait(from: Int64, to: Int64, possible: Int? = nil, actual: Int? = nil) {
        for moment in stride(from: from, through: to, by: 200) {
            tell(.looked(agent: 0, possible: possible, actual: actual), at: moment)
        }
    }
}

func claim(
    _ server: Int, timeline: UInt32 = 3, standby: Bool = false, ours: Bool = true, lsn: UInt64 = 100, run: UInt32 = 1
) -> Claim {
    Claim(
        server: server, isOurs: ours, isInRecovery: standby, timeline: timeline, lsn: lsn, run: run,
        cluster: ours ? Numbering.cluster : 9_000)
}
