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

/// Where an HA manager is asked who its members are.
package struct ManagerPlace: Hashable, Sendable, CustomStringConvertible {
    package let id: MemberID
    /// Under which host's name it is known, for its certificate; nil for its address.
    package let host: String?

    package init(_ id: MemberID, host: String? = nil) {
        self.id = id
        self.host = host
    }

    package var description: String { id.description }
}

/// What came back there.
package enum ManagerAnswer: Equatable, Sendable {
    case cluster(ManagedCluster)
    /// Why there is none, in words that fit behind `192.0.2.1:8008: `.
    case failure(String)
}

/// What a dialect wants next.
package enum DiscoveryStep: Equatable, Sendable {
    /// Ask all of these questions; at least one is open.
    case ask([DNSQuestion])
    /// What the HA manager says at all of these, none of which was asked in this round.
    case look([ManagerPlace])
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
