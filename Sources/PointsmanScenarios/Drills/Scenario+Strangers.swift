/// Drills with servers that answer and must not be written to.
extension Scenario {
    private static let members = [Server.primary, .candidate, .other]

    /// Adds a restored and promoted copy of the cluster as a further member while the primary lives. The copy may be
    /// the newer history; no agent can tell by itself, so nothing moves.
    package static let clone = Scenario(
        name: "clone",
        steps: [before, .serve(members + [.clone]), .untilKnown(.clone), .write(.seconds(5)), .serve(members)],
        expectation: .init(path: [.primary], rules: ["contested"], errorStates: [], longestGapMs: 500),
        grantsMonitor: true)

    /// DNS names a server of another cluster and no longer names the primary.
    package static let dnsLies = Scenario(
        name: "dns-lies",
        steps: [
            before, .impersonate(.foreign), .serve([.foreign, .candidate, .other]), .untilKnown(.foreign),
            .write(.seconds(8)), .serve(members),
        ],
        expectation: .init(path: [.primary], errorStates: [], longestGapMs: 500))

    /// Kills the primary; another cluster answers at its address at once, with the same role and table.
    package static let wrongCluster = Scenario(
        name: "wrong-cluster",
        steps: [
            before, .kill(.primary), .impersonate(.primary), promotionDelay, .promote([.candidate]), .untilBack,
            .write(.seconds(1)),
        ],
        targets: .init(allBackMs: 60), expectation: .init(path: [.primary, .candidate]))
}
