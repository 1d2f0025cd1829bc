/// The result of one checker for a history.
package struct Judgement: Sendable, Equatable {
    package enum Finding: Sendable, Equatable {
        case holds
        case broken(Violation)
        /// The writer of the history can't see a kind of fact that the checker needs; one sentence each, with the
        /// reason.
        case notJudged([String])
    }

    /// The property's name in Guarantees.md.
    package let checker: String
    package let finding: Finding

    package init(_ checker: String, _ finding: Finding) {
        self.checker = checker
        self.finding = finding
    }

    package var violation: Violation? { if case .broken(let violation) = finding { violation } else { nil } }
}

extension History {
    /// The results of all checkers, in the order of ``Checkers/all``.
    package var judgements: [Judgement] { Checkers.all.map { judge($0) } }

    package func judge<Judge: Checker>(_ type: Judge.Type) -> Judgement {
        let missing = Judge.needs.filter { unseen[$0] != nil }
        guard missing.isEmpty else {
            return Judgement(Judge.name, .notJudged(missing.map { "\($0.rawValue): \(unseen[$0] ?? "")" }))
        }
        var judge = Judge(agents: agents, policy: policy)
        for entry in entries {
            if let sentence = judge.take(entry.fact, at: entry.moment) {
                return Judgement(
                    Judge.name, .broken(Violation(checker: Judge.name, moment: entry.moment, sentence: sentence)))
            }
        }
        return Judgement(Judge.name, .holds)
    }
}

extension [Judgement] {
    /// The names of the checkers that judged.
    package var judges: [String] {
        compactMap { if case .notJudged = $0.finding { nil } else { $0.checker } }
    }

    /// The names of the checkers that did not judge.
    package var others: [String] {
        compactMap { if case .notJudged = $0.finding { $0.checker } else { nil } }
    }

    /// The names of the checkers that judged, in one line, and then a line for each property that is violated or was
    /// not judged.
    package var text: String {
        var lines = ["judged by \(judges.joined(separator: ", "))"]
        for judgement in self {
            switch judgement.finding {
            case .holds: break
            case .broken(let violation): lines.append("broken: \(violation)")
            case .notJudged(let reasons):
                lines.append("not judged: \(judgement.checker), which needs \(reasons.joined(separator: "; "))")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The sentences about violated properties.
    package var faults: [String] { compactMap { $0.violation.map { "\($0.checker): \($0.sentence)" } } }
}
