extension Scenario {
    /// The expected outcome of a drill, besides the rules that hold for each: no acknowledged write is lost, none is
    /// acknowledged by a former primary, none exists twice.
    package struct Expectation: Sendable, Equatable {
        /// Whether every writer must be back after t₁ or, if nothing is to move, must never be away.
        package var isBack = true
        /// The servers that the agent must send writes to, in order, beginning with the primary; nil if any order will
        /// do. One promotion is one reroute.
        package var path: [Scenario.Server]?
        /// The rules that the agent must name in its log.
        package var rules: [String] = []
        /// Whether the agent must say at some moment that it is not ready.
        package var isUnready = false
        /// Whether the agent must say at some moment that it is degraded, and never that it is not ready.
        package var isDegraded = false
        /// The server whose acknowledged writes may be lost, since no agent can keep them.
        package var loser: Scenario.Server?
        /// The SQLSTATEs that writers may see besides transactions in flight; nil for any.
        package var errorStates: [String]?
        /// The longest time without a commit that one writer may see; nil for any.
        package var longestGapMs: Double?

        package init(
            isBack: Bool = true, path: [Scenario.Server]? = nil, rules: [String] = [], isUnready: Bool = false,
            isDegraded: Bool = false, loser: Scenario.Server? = nil, errorStates: [String]? = nil,
            longestGapMs: Double? = nil
        ) {
            self.isBack = isBack
            self.path = path
            self.rules = rules
            self.isUnready = isUnready
            self.isDegraded = isDegraded
            self.loser = loser
            self.errorStates = errorStates
            self.longestGapMs = longestGapMs
        }
    }
}
