/// The questions that bring all addresses of one host. Literal addresses and `localhost` (RFC 6761 6.3; the IPv4 one, as
/// it is one server) need none.
struct HostLookup: Equatable, Sendable {
    let host: String

    var v6: DNSQuestion { DNSQuestion(.aaaa, host) }
    var v4: DNSQuestion { DNSQuestion(.a, host) }

    var questions: [DNSQuestion] { known == nil ? [v6, v4] : [] }

    /// Those of all `lookups`, each once: two may be of one host.
    static func questions(of lookups: [HostLookup]) -> [DNSQuestion] {
        let questions = lookups.flatMap(\.questions)
        return questions.enumerated().filter { !questions[..<$0.offset].contains($0.element) }.map(\.element)
    }

    func addresses(in answers: DNSAnswers) -> [IPAddress] {
        known.map { [$0] } ?? answers.addresses(v6) + answers.addresses(v4)
    }

    /// Whether both kinds of addresses were answered. That a name doesn't exist is an answer where the other kind has
    /// addresses: some servers say so where they mean "none of this kind".
    func isWhole(in answers: DNSAnswers) -> Bool {
        questions.allSatisfy { answers.isAnswered($0) }
    }

    private var known: IPAddress? {
        v4.name == "localhost" ? .v4(0x7F00_0001) : IPAddress(host)
    }
}
