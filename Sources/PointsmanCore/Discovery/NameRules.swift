/// The rules by which this machine resolves host names, as its C library does: nsswitch.conf(5), hosts(5) and
/// resolv.conf(5), as far as discovery needs them.
package struct NameRules: Equatable, Sendable {
    /// One service of the `hosts:` line in nsswitch.conf.
    package struct Step: Equatable, Sendable {
        package enum Source: Equatable, Sendable {
            /// The hosts file.
            case files
            case dns
        }

        package let source: Source
        /// Whether the search ends here if this service doesn't know the name (`[NOTFOUND=return]`).
        package let isLast: Bool

        package init(_ source: Source, isLast: Bool = false) {
            self.source = source
            self.isLast = isLast
        }
    }

    package var steps: [Step]
    /// The entries of the hosts file, by names in lower case.
    package var hosts: [String: [IPAddress]]
    /// The domains that complete a name, in order; an empty one leaves the name as it is.
    package var search: [String]
    /// The number of dots from which on a name is asked for as it is before the search list is tried (`ndots`).
    package var dots: Int
    /// Whether a name without a dot is asked for as it is if the search list has brought nothing (false with
    /// `no-tld-query`).
    package var asksSingleLabels: Bool
    /// Whether IPv6 addresses are asked for (false with `no-aaaa`).
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

    /// The rules for a name server that was chosen for the agent alone: names are complete, and only DNS is asked.
    package static let complete = NameRules()

    /// The addresses that the hosts file has for `host`; empty for a name with a final dot.
    package func addresses(inHostsFile host: String) -> [IPAddress] { hosts[host.lowercased()] ?? [] }

    /// The complete names to ask DNS for in place of `host`, in order, as res_search(3) does: a final dot makes a name
    /// complete; a name with at least ``dots`` dots goes first as it is, other names last.
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
            // The C library stops at the first domain that it can't ask for, and looks at no further one.
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
            /// The name is completed by a domain of the search list.
            case completed
        }

        package let name: String
        package let kind: Kind
    }
}
