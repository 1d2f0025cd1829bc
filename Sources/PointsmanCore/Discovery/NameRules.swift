/// How this machine makes addresses of host names, as its C library does: nsswitch.conf(5), hosts(5) and resolv.conf(5), as
/// far as discovery needs them.
package struct NameRules: Equatable, Sendable {
    /// A service of the line `hosts:` of nsswitch.conf.
    package struct Step: Equatable, Sendable {
        package enum Source: Equatable, Sendable {
            /// The hosts file.
            case files
            case dns
        }

        package let source: Source
        /// Whether nothing behind it is looked at where it doesn't know the name (`[NOTFOUND=return]`).
        package let isLast: Bool

        package init(_ source: Source, isLast: Bool = false) {
            self.source = source
            self.isLast = isLast
        }
    }

    package var steps: [Step]
    /// What the hosts file says, by names in lower case.
    package var hosts: [String: [IPAddress]]
    /// The domains that complete a name, in order; an empty one leaves it as it is.
    package var search: [String]
    /// A name with so many dots is asked for as it is before the search list is tried.
    package var dots: Int
    /// Whether a name without a dot is asked for as it is where the search list has brought nothing (not with `no-tld-query`).
    package var asksSingleLabels: Bool
    /// Whether IPv6 addresses are asked for (not with `no-aaaa`).
    package var asksForV6: Bool

    package init(
        steps: [Step] = [Step(.dns)], hosts: [String: [IPAddress]] = [:], search: [String] = [], dots: Int = 1,
        asksSingleLabels: Bool = true, asksForV6: Bool = true
    ) {
        self.steps = steps
        self.hosts = hosts
        self.search = search
        self.dots = dots
        self.asksSingleLabels = asksSingleLabels
        self.asksForV6 = asksForV6
    }

    /// Names are complete and only DNS knows them: the rules of a name server that was chosen for the agent alone.
    package static let complete = NameRules()

    /// The addresses that the hosts file has for `host`; the line of a name with a final dot is none.
    package func addresses(inHostsFile host: String) -> [IPAddress] { hosts[host.lowercased()] ?? [] }

    /// The complete names to ask DNS for in place of `host`, in order, as res_search(3) does: a final dot makes a name
    /// complete; one with ``dots`` dots goes first as it is, others last.
    package func candidates(for host: String) -> [Candidate] {
        let name = DNSQuestion(.a, host).name
        guard !host.hasSuffix(".") else { return [Candidate(name: name, kind: .asWritten)] }
        let count = name.utf8.count { $0 == UInt8(ascii: ".") }
        let asWritten = Candidate(name: name, kind: .asWritten)
        var candidates = count >= dots ? [asWritten] : []
        for domain in search {
            guard !domain.isEmpty else {
                if !candidates.contains(asWritten) { candidates.append(asWritten) }
                continue
            }
            let completed = "\(name).\(domain)"
            // Where the C library can't ask for one it looks at no further domain.
            guard DomainName.isName(completed) else { break }
            candidates.append(Candidate(name: completed, kind: .completed))
        }
        let mayBeAlone = count > 0 || search.isEmpty || asksSingleLabels
        if !candidates.contains(asWritten), mayBeAlone { candidates.append(asWritten) }
        return candidates
    }

    /// A complete name that a host may stand for.
    package struct Candidate: Equatable, Sendable {
        package enum Kind: Equatable, Sendable {
            case asWritten
            /// By a domain of the search list.
            case completed
        }

        package let name: String
        package let kind: Kind
    }
}
