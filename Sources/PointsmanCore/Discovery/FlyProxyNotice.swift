/// Notices that Fly's proxy is dialled in place of the members: on Fly's own clusters 5432 leads to the primary on every
/// machine, and PostgreSQL itself is on 5433.
package enum FlyProxyNotice {
    package static let proxyPort: UInt16 = 5432
    package static let memberPort: UInt16 = 5433

    /// - Parameter seen: what those members that answered are.
    /// - Returns: the sentence that says what to set; nil unless two machines answer as one and the same server.
    package static func sentence(for seen: [(member: MemberID, identity: ServerIdentity)]) -> String? {
        let proxied = seen.filter { $0.member.port == proxyPort }
            .filter { one in
                seen.contains { other in
                    other.identity == one.identity && other.member.port == proxyPort
                        && other.member.address != one.member.address
                }
            }
            .map(\.member).sorted()
        guard !proxied.isEmpty else { return nil }
        return """
            \(proxied.map(\.description).joined(separator: ", ")) are one and the same server: on Fly's clusters port \
            \(proxyPort) is a proxy to the primary, and each member listens on \(memberPort); set member_port = \
            \(memberPort)
            """
    }
}
