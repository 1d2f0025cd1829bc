/// The DNS answers so far in one round of discovery. Answers are looked up by their question and never iterated, so
/// that their order can't matter.
package struct DNSAnswers: Sendable {
    /// The name server that is asked, for sentences.
    package let server: String
    /// How host names are resolved in this round.
    package let rules: NameRules
    private var answers: [DNSQuestion: DNSAnswer] = [:]
    /// What HA managers have said, by where they were asked.
    package var managers: [ManagerPlace: ManagerAnswer] = [:]

    package init(from server: String, by rules: NameRules = .complete) {
        self.server = server
        self.rules = rules
    }

    package subscript(question: DNSQuestion) -> DNSAnswer? {
        get { answers[question] }
        set { answers[question] = newValue }
    }

    /// Those of `questions` that are still open.
    package func open(among questions: [DNSQuestion]) -> [DNSQuestion] {
        questions.filter { answers[$0] == nil }
    }

    /// Whether the server has answered, if only with "no such name" or no record.
    package func isAnswered(_ question: DNSQuestion) -> Bool {
        switch answers[question] {
        case nil, .failure, .serverFailure, .refused: false
        case .addresses, .texts, .services, .noSuchName: true
        }
    }

    /// Whether the question brought no answer at all.
    func isUnanswered(_ question: DNSQuestion) -> Bool {
        if case .failure = answers[question] { true } else { false }
    }

    /// Whether the server refused to answer.
    func isRefused(_ question: DNSQuestion) -> Bool {
        if case .refused = answers[question] { true } else { false }
    }

    /// Whether there is a record of the question's type.
    func hasRecords(_ question: DNSQuestion) -> Bool {
        switch answers[question] {
        case .addresses(let found): !found.isEmpty
        case .texts(let found): !found.isEmpty
        case .services(let found): !found.isEmpty
        case nil, .failure, .serverFailure, .refused, .noSuchName: false
        }
    }

    /// The addresses that `question` brought; empty if it failed or is open.
    package func addresses(_ question: DNSQuestion) -> [IPAddress] {
        if case .addresses(let addresses) = answers[question] { addresses } else { [] }
    }

    /// The texts that `question` brought; empty if it failed or is open.
    package func texts(_ question: DNSQuestion) -> [String] {
        if case .texts(let texts) = answers[question] { texts } else { [] }
    }

    /// The services that `question` brought; empty if it failed or is open.
    package func services(_ question: DNSQuestion) -> [DNSService] {
        if case .services(let services) = answers[question] { services } else { [] }
    }

    /// A sentence that says which server was asked for `questions` and what came back.
    package func account(of questions: DNSQuestion...) -> String { account(of: questions) }

    /// A sentence that says which server was asked for `questions` and what came back.
    package func account(of questions: [DNSQuestion]) -> String {
        let parts = questions.map { "\($0): \(words(answers[$0]))" }
        return "\(server) was asked for \(parts.joined(separator: "; "))"
    }

    private func words(_ answer: DNSAnswer?) -> String {
        switch answer {
        case .failure(let reason), .serverFailure(let reason), .refused(let reason): reason
        case .noSuchName: "the name does not exist (NXDOMAIN)"
        case nil: "not asked yet"
        case .addresses(let found): Self.words(found.count)
        case .texts(let found): Self.words(found.count)
        case .services(let found): Self.words(found.count)
        }
    }

    private static func words(_ count: Int) -> String {
        switch count {
        case 0: "an empty answer"
        case 1: "one record"
        default: "\(count) records"
        }
    }
}
