import PointsmanLoad
package import PointsmanScenarios

/// The verdict whether a run went as it must, with the reasons if it did not.
package struct DrillVerdict: Sendable, Equatable {
    /// The faults, each of which makes the drill a failure.
    package private(set) var faults: [String]
    /// The targets (deploy/local/README.md#targets) that were missed without a fault.
    package private(set) var misses: [String]

    package var isSound: Bool { faults.isEmpty }

    /// One word for programs.
    package var word: String { isSound ? (misses.isEmpty ? "ok" : "slow") : "failed" }

    /// One line for people.
    package var text: String {
        isSound && misses.isEmpty ? "ok" : (isSound ? "" : "FAILED: ") + (faults + misses).joined(separator: "; ")
    }

    package init(faults: [String], misses: [String] = []) {
        self.faults = faults
        self.misses = misses
    }

    package mutating func add(fault: String) {
        faults.append(fault)
    }

    package mutating func add(miss: String) {
        misses.append(miss)
    }

    package init(
        _ figures: DrillFigures, _ history: DrillHistory, _ facts: History, _ judgements: [Judgement],
        of scenario: Scenario
    ) {
        faults =
            Self.ledger(figures, history, scenario.expectation) + scenario.expectation.faults(in: facts)
            + Self.writers(figures, history, scenario.expectation) + judgements.faults
        let targets = scenario.targets
        misses = [
            Self.miss("reroute", figures.rerouteMs, targets.rerouteMs, "ms"),
            Self.miss("all back", figures.allBackMs, targets.allBackMs, "ms"),
            Self.miss(
                "failed otherwise", Double(figures.errorsOther), targets.otherErrors.map(Double.init), "errors"),
        ].compactMap(\.self)
    }

    private static func ledger(
        _ figures: DrillFigures, _ history: DrillHistory, _ expectation: Scenario.Expectation
    ) -> [String] {
        let ledger = figures.ledger
        let unexpected = ledger.lostBy.filter { mark, _ in
            history.names[mark] == nil || history.names[mark] != expectation.loser
        }
        var faults = unexpected.map { mark, count in
            "\(count) acknowledged and lost by \(history.names[mark]?.rawValue ?? "a server on timeline \(mark.timeline)")"
        }.sorted()
        if ledger.stale > 0 { faults.append("\(ledger.stale) acknowledged when stale") }
        if ledger.duplicates > 0 { faults.append("\(ledger.duplicates) written twice") }
        return faults
    }

    private static func writers(
        _ figures: DrillFigures, _ history: DrillHistory, _ expectation: Scenario.Expectation
    ) -> [String] {
        var faults: [String] = []
        if expectation.isBack, !history.moves.isEmpty, figures.allBackMs == nil { faults.append("not all came back") }
        if let allowed = expectation.errorStates, !Set(figures.otherStates).isSubset(of: allowed) {
            faults.append("errors \(figures.otherStates.joined(separator: ", "))")
        }
        if let limit = expectation.longestGapMs, figures.longestGapMs > limit {
            faults.append("a gap of \(figures.longestGapMs.plain) ms")
        }
        return faults
    }

    private static func miss(_ name: String, _ value: Double?, _ target: Double?, _ unit: String) -> String? {
        guard let value, let target, value > target else { return nil }
        return "\(name) \(value.plain) > \(target.plain) \(unit)"
    }
}
