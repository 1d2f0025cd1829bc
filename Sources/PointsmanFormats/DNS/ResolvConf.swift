import PointsmanCore

/// This machine's resolver configuration, as the C library reads it (resolv.conf(5)).
package struct ResolvConf: Equatable, Sendable {
    /// The servers that the C library asks, in order. Without any it asks one on this machine.
    package private(set) var servers: [Nameserver] = []
    /// The domains that complete a name, in lower case; an empty one is the root.
    package private(set) var search: [String] = []
    /// The value of `ndots`.
    package private(set) var dots = 1
    /// Whether the servers take turns (`rotate`).
    package private(set) var rotates = false
    /// The time that `timeout` and `attempts` allow for one server; nil if neither is given.
    package private(set) var patience: Duration?
    /// Whether only TCP is used (`use-vc`).
    package private(set) var usesTCP = false
    /// Whether single labels are asked for; false with `no-tld-query`.
    package private(set) var asksSingleLabels = true
    /// Whether AAAA records are asked for; false with `no-aaaa`.
    package private(set) var asksForV6 = true

    private var timeoutSeconds: Int?
    private var attempts: Int?

    private static let mostServers = 3
    private static let mostDots = 15
    private static let mostTimeoutSeconds = 30
    private static let mostAttempts = 5
    private static let standardTimeoutSeconds = 5
    private static let standardAttempts = 2

    /// - Parameters:
    ///   - text: the file's text; nil if there is no file.
    ///   - localDomain: the environment variable LOCALDOMAIN, which replaces the search list.
    ///   - options: the environment variable RES_OPTIONS, which takes precedence over the file's options.
    ///   - hostName: this machine's name, whose domain is searched if no search list is given.
    package init(_ text: String?, localDomain: String? = nil, options: String? = nil, hostName: String? = nil) {
        var isSaid = false
        for line in (text ?? "").split(whereSeparator: \.isNewline) {
            // The keyword must begin the line.
            let words = line.split { $0 == " " || $0 == "\t" }
            guard let keyword = words.first, line.hasPrefix(keyword) else { continue }
            switch keyword {
            case "nameserver": servers += words.dropFirst().prefix(1).compactMap { Nameserver(scoped: $0) }
            // The last of these two keywords counts.
            case "domain": (search, isSaid) = (Self.domains(words.dropFirst().prefix(1)), true)
            case "search": (search, isSaid) = (Self.domains(words.dropFirst()), true)
            case "options": words.dropFirst().forEach { take(option: $0) }
            default: break
            }
        }
        servers = Array(servers.prefix(Self.mostServers))
        if !isSaid, let dot = hostName?.firstIndex(of: "."), let hostName {
            search = Self.domains([hostName[hostName.index(after: dot)...]])
        }
        if let localDomain { search = Self.domains(localDomain.split { $0 == " " || $0 == "\t" }) }
        options?.split { $0 == " " || $0 == "\t" }.forEach { take(option: $0) }
        if timeoutSeconds != nil || attempts != nil {
            patience = .seconds(
                (timeoutSeconds ?? Self.standardTimeoutSeconds) * (attempts ?? Self.standardAttempts))
        }
        if servers.isEmpty { servers = [Nameserver(address: .v4(0x7F00_0001))] }
    }

    private mutating func take(option: Substring) {
        func number(_ name: String, most: Int) -> Int? {
            guard option.hasPrefix("\(name):"), let number = Int(option.dropFirst(name.count + 1)), number >= 0 else {
                return nil
            }
            return min(number, most)
        }
        if let number = number("ndots", most: Self.mostDots) { dots = number }
        if let number = number("timeout", most: Self.mostTimeoutSeconds) { timeoutSeconds = max(1, number) }
        if let number = number("attempts", most: Self.mostAttempts) { attempts = max(1, number) }
        switch option {
        case "rotate": rotates = true
        case "use-vc": usesTCP = true
        case "no-tld-query": asksSingleLabels = false
        case "no-aaaa": asksForV6 = false
        default: break
        }
    }

    private static func domains(_ words: some Sequence<Substring>) -> [String] {
        words.compactMap { word in
            var domain = word.lowercased()
            if domain.hasSuffix(".") { domain.removeLast() }
            return domain.isEmpty || DomainName.isName(domain) ? domain : nil
        }
    }
}
