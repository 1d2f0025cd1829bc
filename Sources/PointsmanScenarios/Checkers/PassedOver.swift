import PointsmanCore

/// The servers that an operator has passed over at one agent, by the facts alone: those that the agent saw as primaries
/// on a higher timeline when the operator adopted another one. This holds until the operator's next command, survives a
/// restart of the agent if the fence was saved, and ends with the run of the server.
struct PassedOver: Sendable {
    private var claims: [Claim?] = Array(repeating: nil, count: Numbering.mostServers)
    /// The run of each server that was passed over.
    private var runs: [Int: UInt32] = [:]
    /// The part of ``runs`` that is on disk.
    private var saved: [Int: UInt32] = [:]

    func contains(_ server: Int) -> Bool { !runs.isEmpty && runs[server] != nil }

    /// The server that was last seen at `address`.
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
