/// The first way in which agents may cut what hangs in their poolers (`SeveranceReport.Way`): the hosts and PgBouncer's release
/// say so.
package enum CuttingWay: Sendable, CaseIterable {
    /// The kernel resets single connections.
    case sockets
    /// Copies of PgBouncer's descriptors are shut down.
    case descriptors
    /// KILL_CLIENT.
    case clients
    /// Only what ends all idle transactions, then all clients.
    case pooler

    /// Whether a client that merely waits keeps its connection.
    package var sparesThoseWhoWait: Bool { self != .pooler }
}

extension SeededGenerator {
    /// Half of all runs have the first way; the draw is one, whatever comes of it.
    mutating func cuttingWay() -> CuttingWay {
        switch below(1_000) {
        case ..<500: .sockets
        case ..<750: .descriptors
        case ..<850: .clients
        default: .pooler
        }
    }
}
