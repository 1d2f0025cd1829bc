/// The questions that bring all addresses of one host, by the rules of this machine. Literal addresses and `localhost`
/// need none (RFC 6761 6.3; always 127.0.0.1, since it is one server).
struct HostLookup: Equatable, Sendable {
    /// The host name as it is written; a final dot makes it complete.
    let host: String

    enum Progress: Equatable {
        case ask([DNSQuestion])
        case done(Found)

        /// The questions that are still open; empty if the lookup is done.
        var questions: [DNSQuestion] {
            if case .ask(let questions) = self { questions } else { [] }
        }

        var found: Found? {
            if case .done(let found) = self { found } else { nil }
        }
    }

    struct Found: Equatable {
        var addresses: [IPAddress] = []
        /// Whether both address types were answered. "No such name" counts as an answer if the other type has
        /// addresses: some servers say it when they mean "no record of this type".
        var isWhole = true
        /// The questions that were put to DNS.
        var asked: [DNSQuestion] = []
        var way = Way.asWritten

        enum Way: Equatable {
            case asWritten
            case hostsFile
            /// The search list has completed the host to this name.
            case completed(String)
        }
    }

    /// The open questions of all `lookups`, each once since two lookups may share a host; and what was found, once none
    /// is open.
    static func progress(of lookups: [HostLookup], in answers: DNSAnswers) -> (open: [DNSQuestion], found: [Found]) {
        let all = lookups.map { $0.progress(in: answers) }
        let open = all.flatMap(\.questions)
        let unique = open.enumerated().filter { !open[..<$0.offset].contains($0.element) }.map(\.element)
        return (unique, all.compactMap(\.found))
    }

    func progress(in answers: DNSAnswers) -> Progress {
        if let known { return .done(Found(addresses: [known])) }
        let rules = answers.rules
        var found = Found(isWhole: false)
        for step in rules.steps {
            switch step.source {
            case .files:
                let addresses = rules.addresses(inHostsFile: host)
                if !addresses.isEmpty { return .done(Found(addresses: addresses, asked: found.asked, way: .hostsFile)) }
            case .dns:
                let types: [DNSRecordType] = rules.asksForV6 ? [.aaaa, .a] : [.a]
                let search = NameSearch(candidates: rules.candidates(for: host), types: types)
                switch search.progress(in: answers) {
                case .ask(let questions): return .ask(questions)
                case .done(let name, let asked):
                    found.asked += asked
                    guard let name else { break }
                    let questions = types.map { DNSQuestion($0, name) }
                    found.addresses = questions.flatMap { answers.addresses($0) }
                    found.isWhole = questions.allSatisfy { answers.isAnswered($0) }
                    found.way = name == DNSQuestion(.a, host).name ? .asWritten : .completed(name)
                    return .done(found)
                }
            }
            if step.isLast { break }
        }
        return .done(found)
    }

    /// A sentence that says what the lookup brought.
    func account(of found: Found, in answers: DNSAnswers) -> String {
        guard found.asked.isEmpty else { return answers.account(of: found.asked) }
        return "the hosts file has no line for \(host), and nsswitch.conf has no other source for hosts"
    }

    /// A sentence that says how the host was resolved; nil if it was taken as it is written.
    func reason(of found: Found) -> String? {
        switch found.way {
        case .asWritten: nil
        case .hostsFile: "\(host) is a line of the hosts file"
        case .completed(let name): "\(host) is \(name), by the search list of resolv.conf"
        }
    }

    private var known: IPAddress? {
        DNSQuestion(.a, host).name == "localhost" ? .v4(0x7F00_0001) : IPAddress(host)
    }
}
