/// The members that the operator excludes though discovery names them. An entry is an address, an address with a port,
/// or a name, in full or its first label alone.
package struct Exclusion: Codable, Equatable, Sendable {
    private let addresses: [IPAddress]
    private let places: [String]
    /// The entries that may be names of members.
    package let names: [String]

    package init(_ entries: [String]) {
        addresses = entries.compactMap { IPAddress($0) }
        places = entries.map { $0.lowercased() }
        names = entries.filter { IPAddress($0) == nil && !$0.contains(":") }
    }

    /// The entries that are names, and the name of no member of `members`.
    func idleNames(among members: [Member]) -> [String] {
        names.filter { entry in !members.contains { $0.name.isMeant(by: entry) } }
    }

    /// The list's answer about one member.
    package enum Answer: Equatable, Sendable {
        case allowed
        case excluded
        /// Its name is unknown, and the list has names.
        case unknown
    }

    package func answer(on member: Member) -> Answer {
        if addresses.contains(member.id.address) || places.contains(member.id.description) { return .excluded }
        return switch member.name {
        case .none: .allowed
        case .unknown: names.isEmpty ? .allowed : .unknown
        case .known: names.contains { member.name.isMeant(by: $0) } ? .excluded : .allowed
        }
    }
}

extension MemberName {
    /// Whether an operator means this name by `entry`: the whole name or, as for a pod, its first label. A final dot, which
    /// makes a name complete, says nothing here, and case neither.
    func isMeant(by entry: String) -> Bool {
        guard case .known(let text) = self else { return false }
        let (name, entry) = (Self.plain(text), Self.plain(entry))
        return name == entry || name.prefix { $0 != "." } == entry
    }

    /// The machine's identifier if `name` is the full name of a Fly machine (`<id>.vm.<app>.internal`); otherwise the name.
    private static func plain(_ name: String) -> String {
        var entry = name.lowercased()
        if entry.hasSuffix(".") { entry.removeLast() }
        let labels = entry.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count == 4 && labels[1] == "vm" && labels[3] == "internal" ? String(labels[0]) : entry
    }
}
