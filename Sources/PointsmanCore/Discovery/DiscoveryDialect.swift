/// A way to find the members in DNS. It does no I/O: it gets all answers so far and returns what to ask next, until it
/// has a result. A dialect is one file and one line of the configuration's table.
package protocol DiscoveryDialect: Sendable {
    func step(after answers: DNSAnswers) -> DiscoveryStep

    /// The host names that the dialect asks for and that a hosts file may contain.
    var hosts: [String] { get }

    /// A sentence for the log that says how the name was understood, and why; nil if there was no choice.
    func reason(after answers: DNSAnswers) -> String?
}

extension DiscoveryDialect {
    package var hosts: [String] { [] }

    package func reason(after answers: DNSAnswers) -> String? { nil }
}

/// The next step of a dialect.
package enum DiscoveryStep: Equatable, Sendable {
    /// Ask all of these questions; at least one is open.
    case ask([DNSQuestion])
    case done(DiscoveryResult)
}

extension DiscoveryStep {
    /// Asks those of `questions` that are open; if none is, the step is done with `result`.
    static func ask(
        _ questions: [DNSQuestion], after answers: DNSAnswers, then result: () -> DiscoveryResult
    ) -> DiscoveryStep {
        let open = answers.open(among: questions)
        return open.isEmpty ? .done(result()) : .ask(open)
    }
}
