import PointsmanLoad
package import PointsmanScenarios

/// The result of one run.
package struct DrillOutcome: Sendable {
    package let scenario: Scenario
    package let figures: DrillFigures
    package var verdict: DrillVerdict
    /// The rules that the agent named, each once, in the order of their first use.
    package let rules: [String]
    /// The regions that it sent writes to.
    package let path: [String]
    /// The number of acknowledged writes that are lost, by the server that acknowledged them.
    package let lostBy: [String: Int]
    /// The checkers' judgements of the run.
    package let judgements: [Judgement]

    /// What the agent's recording tells of the run; nil if it was not read.
    package private(set) var recording: DrillRecording?
    package private(set) var attribution: DrillAttribution?

    /// Takes what the agent's recording tells. It must replay to the same decisions; a part of the time that has no owner is a miss, as
    /// any figure is: on a busy machine a writer's commit comes later than the agent's round trip.
    mutating func take(_ recording: DrillRecording, _ attribution: DrillAttribution) {
        self.recording = recording
        self.attribution = attribution
        for fault in recording.faults { verdict.add(fault: fault) }
        if scenario.isSeen, let gap = attribution.gap { verdict.add(miss: gap) }
    }

    package init(of scenario: Scenario, _ history: DrillHistory) {
        self.scenario = scenario
        figures = DrillFigures(scenario.name, history)
        let facts = history.facts.history
        judgements = facts.judgements
        verdict = DrillVerdict(figures, history, facts, judgements, of: scenario)
        rules = history.decisions.map(\.rule).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        path = history.path
        lostBy = figures.ledger.lostBy.reduce(into: [:]) { lost, entry in
            let name = history.names[entry.key]?.rawValue ?? "a server on timeline \(entry.key.timeline)"
            lost[name, default: 0] += entry.value
        }
    }
}

/// The JSON object: the figures with the verdict.
extension DrillOutcome: Encodable {
    private enum CodingKeys: String, CodingKey {
        case verdict
        case reasons
        case rules
        case path
        case lostBy = "lost_by"
        case judgedBy = "judged_by"
        case notJudged = "not_judged"
        case replayed
        case attributed
        case owners
    }

    package func encode(to encoder: any Encoder) throws {
        try figures.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(verdict.word, forKey: .verdict)
        try container.encode(verdict.faults + verdict.misses, forKey: .reasons)
        try container.encode(rules, forKey: .rules)
        try container.encode(path, forKey: .path)
        try container.encode(lostBy, forKey: .lostBy)
        try container.encode(judgements.judges, forKey: .judgedBy)
        try container.encode(judgements.others, forKey: .notJudged)
        try container.encode(recording?.steps, forKey: .replayed)
        try container.encode(attribution?.covered, forKey: .attributed)
        try container.encode(
            attribution.map { Dictionary(uniqueKeysWithValues: $0.owners.map { ($0.name, $0.milliseconds) }) },
            forKey: .owners)
    }
}
