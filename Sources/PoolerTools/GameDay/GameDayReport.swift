import PointsmanCore
package import PointsmanFormats
package import PointsmanLoad

/// The result of a game day.
package struct GameDayReport: Sendable {
    package let plan: GameDayPlan
    /// The code with which the operator's command ended.
    package let faultCode: Int32
    /// Whether all clients wrote again at the end.
    package let isBack: Bool
    package let verdict: LedgerVerdict
    /// The longest time without any commit; nil if there were none.
    package let outage: Duration?
    /// When it began, from the fault on.
    package let outageBegan: Duration?
    /// The longest time without a commit of one client that keeps its connection.
    package let longestWait: Duration
    /// Failed attempts by kind, the most frequent first.
    package let failures: [(kind: String, count: Int)]
    /// The servers that have committed, in order of their first commit, by timeline and start.
    package let servers: [ServerMark]

    init(
        plan: GameDayPlan, faultAt: Instant, faultCode: Int32, attempts: [Attempt], ledger: [LedgerEntry: Int],
        isBack: Bool
    ) {
        self.plan = plan
        self.faultCode = faultCode
        self.isBack = isBack
        var servers: [ServerMark] = []
        for attempt in attempts.sorted(by: { $0.endedAt < $1.endedAt }) {
            if let mark = attempt.mark, !servers.contains(mark) { servers.append(mark) }
        }
        self.servers = servers
        verdict = LedgerVerdict(attempts: attempts, ledger: ledger, targets: Array(servers.dropFirst()))
        let gap = WriterGaps.together(attempts.filter { $0.endedAt >= faultAt + .seconds(-1) })
        outage = gap?.length
        outageBegan = gap.map { $0.began - faultAt }
        longestWait = WriterGaps.longest(attempts, writers: plan.writers)
        let counts = attempts.compactMap(\.failure?.kind).reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        failures = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (kind: $0.key, count: $0.value) }
    }

    /// Why it has not passed, a sentence each; empty if it has.
    package var faults: [String] {
        var faults: [String] = []
        if faultCode != 0 { faults.append("the fault's command ended with code \(faultCode)") }
        if !isBack { faults.append("not all clients wrote again") }
        if verdict.lost > 0 { faults.append("\(verdict.lost) acknowledged writes are lost") }
        if verdict.duplicates > 0 { faults.append("\(verdict.duplicates) writes are there twice") }
        if verdict.stale > 0 {
            faults.append("\(verdict.stale) writes were acknowledged by the former primary after the move")
        }
        if let longest = plan.longest, let outage, outage > longest {
            faults.append("no client had a commit for \(outage.short), and \(longest.short) are allowed")
        }
        return faults
    }

    package var hasPassed: Bool { faults.isEmpty }

    package var text: String {
        var lines = [hasPassed ? "PASSED" : "FAILED: \(faults.joined(separator: "; "))"]
        let moves = max(0, servers.count - 1)
        lines.append(
            "servers   \(moves == 0 ? "writes stayed at one server" : "writes moved \(moves == 1 ? "once" : "\(moves) times"), to another server or another start of one")"
                + ", timelines \(servers.map { "\($0.timeline)" }.joined(separator: " → "))")
        lines.append(
            "outage    \(outage.map { "no client had a commit for \($0.inMilliseconds) ms, from \((outageBegan ?? .zero).inMilliseconds) ms after the fault on" } ?? "no commit at all")"
        )
        lines.append("wait      \(longestWait.inMilliseconds) ms was the longest time without a commit of one client")
        lines.append(
            "ledger    \(verdict.acknowledged) writes acknowledged, \(verdict.lost) lost, \(verdict.duplicates) twice, \(verdict.stale) stale"
        )
        lines.append("failed    \(failures.reduce(0) { $0 + $1.count }) attempts")
        lines += failures.prefix(8).map { "          \($0.count) × \(printable($0.kind, most: 160))" }
        return lines.joined(separator: "\n") + "\n"
    }

    package var json: JSONValue {
        [
            "passed": .bool(hasPassed), "faults": .array(faults.map { .string($0) }),
            "fault": .string(plan.fault), "fault_code": .integer(faultCode), "all_back": .bool(isBack),
            "timelines": .array(servers.map { .integer($0.timeline) }),
            "outage_milliseconds": outage.map { .integer($0.wholeMilliseconds) } ?? .null,
            "longest_wait_milliseconds": .integer(longestWait.wholeMilliseconds),
            "acknowledged": .integer(verdict.acknowledged), "lost": .integer(verdict.lost),
            "duplicates": .integer(verdict.duplicates), "stale": .integer(verdict.stale),
            "failed": .integer(failures.reduce(0) { $0 + $1.count }),
            "failures": .members(failures.prefix(20).map { ($0.kind, .integer($0.count)) }),
        ]
    }
}
