import PointsmanCore

/// Puts a dialect's questions to a table of answers, as discovery puts them to DNS.
struct DialectRun {
    /// What each step asked for.
    private(set) var asked: [[String]] = []
    private(set) var result: DiscoveryResult?
    /// What it says of its choice.
    private(set) var reason: String?

    /// - Parameters:
    ///   - zone: the answers by their question's text; any other question is NXDOMAIN.
    ///   - managers: what HA managers say, by their places' text; any other place refuses.
    init(
        _ dialect: some DiscoveryDialect, zone: [String: DNSAnswer], managers: [String: ManagerAnswer] = [:],
        by rules: NameRules = .complete
    ) {
        var answers = DNSAnswers(from: "127.0.0.53:53", by: rules)
        while result == nil, asked.count < 5 {
            switch dialect.step(after: answers) {
            case .done(let result):
                self.result = result
                reason = dialect.reason(after: answers)
            case .look(let places):
                asked.append(places.map(\.description))
                for place in places {
                    answers.managers[place] = managers[place.description] ?? .failure("Connection refused")
                }
            case .ask(let questions):
                asked.append(questions.map(\.description))
                for question in questions {
                    answers[question] = zone[question.description] ?? .noSuchName
                }
            }
        }
    }

    /// A line a member: `ADDRESS:PORT REGION NAME`, a dash for what is not known.
    var lines: [String] {
        guard case .members(let members) = result else { return [] }
        return members.map { "\($0.id) \($0.region?.code ?? "-") \($0.name.text ?? "-")" }
    }

    var failure: String? {
        if case .failure(let reason) = result { reason } else { nil }
    }
}

func addresses(_ texts: String...) -> DNSAnswer {
    .addresses(texts.compactMap { IPAddress($0) })
}
