/// The members that the operator excludes though discovery names them. An entry is an address, an address with a port,
/// or a name.
package struct Exclusion: Equatable, Sendable {
    private let addresses: [IPAddress]
    private let words: [String]
    /// The entries that may be names of members.
    package let names: [String]

    package init(_ entries: [String]) {
        addresses = entries.compactMap { IPAddress($0) }
        words = entries.map { Self.name($0) }
        names = entries.filter { IPAddress($0) == nil && !$0.contains(":") }
    }

    /// The machine's identifier if `name` is the full name of a Fly machine (`<id>.vm.<app>.internal`); otherwise the name.
    /// A final dot, which makes a name complete, says nothing here, and case neither.
    private static func name(_ name: String) -> String {
        var entry = name.lowercased()
        if entry.hasSuffix(".") { entry.removeLast() }
        let labels = entry.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count == 4 && labels[1] == "vm" && labels[3] == "internal" ? String(labels[0]) : entry
    }

    /// The entries that are names, and the name of no member of `members`.
    func idleNames(among members: [Member]) -> [String] {
        let known = members.compactMap { member in
            if case .known(let name) = member.name { Self.name(name) } else { nil }
        }
        return names.filter { !known.contains(Self.name($0)) }
    }

    /// The list's answer about one member.
    package enum Answer: Equatable, Sendable {
        case allowed
        case excluded
        /// Its name is unknown, and the list has names.
        case unknown
    }

    package func answer(on member: Member) -> Answer {
        if addresses.contains(member.id.address) || words.contains(member.id.description) { return .excluded }
        return switch member.name {
        case .none: .allowed
        case .unknown: names.isEmpty ? .allowed : .unknown
        case .known(let name): words.contains(Self.name(name)) ? .excluded : .allowed
        }
    }
}
