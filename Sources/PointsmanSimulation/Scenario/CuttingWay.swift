/// The first way in which agents may cut connections that hang in their poolers (`SeveranceReport.Way`); it depends on
/// the host and on PgBouncer's release.
package enum CuttingWay: Sendable, CaseIterable {
    /// The kernel resets single connections.
    case sockets
    /// Copies of PgBouncer's descriptors are shut down.
    case descriptors
    /// KILL_CLIENT.
    case clients
    /// Only ways that end all idle transactions, and then all clients.
    case pooler

    /// Whether a client that merely waits keeps its connection.
    package var sparesThoseWhoWait: Bool { self != .pooler }
}

extension SeededGenerator {
    /// Draws a way: the first one in half of all runs. It always takes exactly one draw.
    mutating func cuttingWay() -> CuttingWay {
        switch below(1_000) {
        case ..<500: .sockets
        case ..<750: .descriptors
        case ..<850: .clients
        default: .pooler
        }
    }
}
