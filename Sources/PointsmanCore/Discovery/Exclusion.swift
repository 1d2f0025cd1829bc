/// Members that the operator does not want though discovery names them, each by its address, its address and port, or
/// its name.
package struct Exclusion: Equatable, Sendable {
    private let addresses: [IPAddress]
    private let words: [String]

    package init(_ entries: [String]) {
        addresses = entries.compactMap { IPAddress($0) }
        words = entries.map { $0.lowercased() }
    }

    /// `result` without those members; a failure where nobody is left.
    package func applied(to result: DiscoveryResult) -> DiscoveryResult {
        guard case .members(let members) = result else { return result }
        let kept = members.filter { !excludes($0) }
        let reason = members.count == 1 ? "the only member found is" : "all \(members.count) members found are"
        return kept.isEmpty ? .failure("\(reason) on the exclude list") : .members(kept)
    }

    private func excludes(_ member: Member) -> Bool {
        addresses.contains(member.id.address) || words.contains(member.id.description)
            || member.name.map { words.contains($0.lowercased()) } == true
    }
}
