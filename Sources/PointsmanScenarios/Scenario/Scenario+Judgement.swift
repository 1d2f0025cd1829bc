extension Scenario.Expectation {
    /// The expectations that a history does not meet, one sentence each.
    /// - Parameter name: gives a server's name for the reader.
    package func faults(in history: History, name: (Scenario.Server) -> String = \.rawValue) -> [String] {
        var faults: [String] = []
        if let path {
            let went = history.path().map { number in Scenario.Server(number: number).map(name) ?? "server \(number)" }
            let expected = path.map(name)
            if went != expected {
                faults.append(
                    "writes went \(went.joined(separator: " → ")) instead of \(expected.joined(separator: " → "))")
            }
        }
        var spoken: Set<String> = []
        var hasBegun = false
        var wasUnready = false
        var wasDegraded = false
        for entry in history.untilHealed {
            switch entry.fact {
            case .decided(_, let rule): spoken.insert(rule)
            case .spoke(_, let isReady, let isDegraded):
                // The drill begins when the agent is ready for the first time.
                hasBegun = hasBegun || isReady
                wasUnready = wasUnready || (hasBegun && !isReady)
                wasDegraded = wasDegraded || isDegraded
            default: break
            }
        }
        for rule in rules where !spoken.contains(rule) { faults.append("the agent never spoke of rule \(rule)") }
        if isUnready, !wasUnready { faults.append("the agent stayed ready") }
        if isDegraded, !wasDegraded { faults.append("the agent was never degraded") }
        if isDegraded, wasUnready { faults.append("the agent was not ready") }
        return faults
    }
}
