/// What DNS has said so far in one round of discovery. Answers are looked up by their question and never iterated, so
/// that their order can't matter.
package struct DNSAnswers: Sendable {
    /// Who is asked, for sentences.
    package let server: String
    private var answers: [DNSQuestion: DNSAnswer] = [:]

    package init(from server: String) {
        self.server = server
    }

    package subscript(question: DNSQuestion) -> DNSAnswer? {
        get { answers[question] }
        set { answers[question] = newValue }
    }

    /// Which of `questions` are still open.
    package func open(among questions: [DNSQuestion]) -> [DNSQuestion] {
        questions.filter { answers[$0] == nil }
    }

    /// Whether the server has said what there is, if only that there is nothing.
    package func isAnswered(_ question: DNSQuestion) -> Bool {
        switch answers[question] {
        case nil, .failure: false
        case .addresses, .texts, .services, .noSuchName: true
        }
    }

    /// The addresses that `question` brought; none where it failed or is open.
    package func addresses(_ question: DNSQuestion) -> [IPAddress] {
        if case .addresses(let addresses) = answers[question] { addresses } else { [] }
    }

    /// The texts that `question` brought; none where it failed or is open.
    package func texts(_ question: DNSQuestion) -> [String] {
        if case .texts(let texts) = answers[question] { texts } else { [] }
    }

    /// The services that `question` brought; none where it failed or is open.
    package func services(_ question: DNSQuestion) -> [DNSService] {
        if case .services(let services) = answers[question] { services } else { [] }
    }

    /// A sentence that says who was asked for `questions` and what came back.
    package func account(of questions: DNSQuestion...) -> String {
        let parts = questions.map { "\($0): \(words(answers[$0]))" }
        return "\(server) was asked for \(parts.joined(separator: "; "))"
    }

    private func words(_ answer: DNSAnswer?) -> String {
        switch answer {
        case .failure(let reason): reason
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
