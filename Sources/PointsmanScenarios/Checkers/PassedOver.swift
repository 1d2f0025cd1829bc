import PointsmanCore

/// Whom an operator has passed over at one agent, by the facts alone: those that it saw as primaries on a higher timeline when
/// he told it who owns the fence. It holds until his next word, over a restart of the agent where the fence was saved, and no
/// longer than the run of the server.
struct PassedOver: Sendable {
    private var claims: [Claim?] = Array(repeating: nil, count: Numbering.mostServers)
    /// By server: the run of it.
    private var runs: [Int: UInt32] = [:]
    /// What of that the disk has.
    private var saved: [Int: UInt32] = [:]

    func contains(_ server: Int) -> Bool { !runs.isEmpty && runs[server] != nil }

    /// The server that was seen at `address` last.
    func server(at address: Int) -> Int? { claims[address]?.server }

    mutating func observe(_ address: Int, _ claim: Claim?) {
        claims[address] = claim
        if !runs.isEmpty, let claim, let run = runs[claim.server], run != claim.run { runs[claim.server] = nil }
    }

    mutating func adopt(_ address: Int) {
        runs = [:]
        guard let adopted = claims[address] else { return }
        for case let other? in claims
        where !other.isInRecovery && other.cluster == adopted.cluster && other.timeline > adopted.timeline {
            runs[other.server] = other.run
        }
    }

    mutating func reset() { runs = [:] }

    mutating func save(_ fence: Fence?) {
        saved = fence?.disownedMicroseconds.isEmpty == false ? runs : [:]
    }

    mutating func restart(keepsFence: Bool) {
        let known = keepsFence ? saved : [:]
        self = PassedOver(runs: known, saved: known)
    }
}
