/// The resolver's configuration of this machine, resolv.conf(5).
package enum ResolvConf {
    /// As many as the C library asks.
    private static let mostServers = 3

    /// The servers of its `nameserver` lines, in order. What is no literal address (a zone behind it included) is left
    /// out, like all other lines.
    package static func nameservers(in text: String) -> [Nameserver] {
        let lines = text.split(whereSeparator: \.isNewline)
        let servers = lines.compactMap { line -> Nameserver? in
            let words = line.split(whereSeparator: \.isWhitespace)
            // The keyword begins the line.
            guard words.count >= 2, words[0] == "nameserver", line.hasPrefix("nameserver") else { return nil }
            return Nameserver(words[1])
        }
        return Array(servers.prefix(mostServers))
    }

    /// Who to ask where nothing is configured: `FLY_NAMESERVER`, as Fly's own programs do, else the servers of
    /// resolv.conf.
    package static func defaults(environment value: (String) -> String?, resolvConf text: String?) -> [Nameserver] {
        if let fly = value("FLY_NAMESERVER").flatMap({ Nameserver($0) }) { return [fly] }
        return text.map(nameservers) ?? []
    }
}
