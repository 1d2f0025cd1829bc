/// A source besides the members that is asked whether a member may be routed to: one item of `second_opinions`.
package struct OpinionSource: Codable, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// Patroni's REST API beside the member.
        case patroni
        /// Fly's flycheck beside the member.
        case fly
        /// The other agents of this app.
        case fleet
    }

    package let kind: Kind
    package let port: UInt16

    package init(_ kind: Kind, port: UInt16) {
        self.kind = kind
        self.port = port
    }

    /// `patroni:8008`.
    package var description: String { "\(kind.rawValue):\(port)" }
}
