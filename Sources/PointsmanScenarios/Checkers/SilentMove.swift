package import PointsmanCore

/// S8: a planned switchover that was prepared fails no transaction at any pooler; one that was not prepared holds no
/// client longer than `drain_timeout` and a second; and no switchover leaves an instance drained.
package struct SilentMove: Checker {
    package static let name = "S8"
    package static let needs: [Fact.Kind] = [.moveAsked, .movePrepared, .drainedForMove, .transactionFailed]
    private static let margin = VirtualTime.seconds(1)
    /// The time after the release in which a failure counts as the move's.
    private static let aftermath = VirtualTime.milliseconds(300)
    /// The time that the coordinator may take to say that all instances hold.
    private static let travel = VirtualTime.milliseconds(1_200)

    private var drainTimeout: VirtualTime
    private var drainedSince: [VirtualTime?]
    /// Whether the move that the instance is drained for has been prepared.
    private var isPrepared: [Bool]
    /// Whether the instance has been alive, and its agent not stopped, ever since the move was prepared.
    private var isWitness: [Bool]
    private var preparedUntil = VirtualTime.zero
    private var askedAt = VirtualTime.zero
    /// The moment at which its clients were last let go.
    private var releasedAt: [VirtualTime]
    private var span = VirtualTime.zero
    /// The moment until which an operator's move may keep an instance drained.
    private var wishedUntil = VirtualTime.zero
    private var isHealed = false

    package init(agents: Int, policy: Policy) {
        drainTimeout = VirtualTime(policy.drainTimeout)
        drainedSince = Array(repeating: nil, count: agents)
        releasedAt = Array(repeating: .never, count: agents)
        isPrepared = Array(repeating: false, count: agents)
        isWitness = Array(repeating: false, count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .moveAsked(_, let span):
            self.span = span
            askedAt = moment
            wishedUntil = max(wishedUntil, moment + span + drainTimeout + .seconds(3))
        case .movePrepared(let agent, let unheld):
            if let first = unheld.first { return "agent \(agent) says prepared, and agent \(first) does not hold" }
            preparedUntil = askedAt + span
            for index in isPrepared.indices {
                isPrepared[index] = true
                isWitness[index] = drainedSince[index] != nil
            }
        case .moveOver: preparedUntil = .zero
        case .drainedForMove(let agent, let isDrained):
            guard isDrained else {
                defer { drainedSince[agent] = nil }
                releasedAt[agent] = moment
                return excess(agent, at: moment)
            }
            drainedSince[agent] = moment
            releasedAt[agent] = .never
            isPrepared[agent] = moment < preparedUntil
            return moment > wishedUntil ? "agent \(agent) drains for a move that is long over" : nil
        case .agentEnded(let agent), .agentStopped(let agent, _):
            drainedSince[agent] = nil
            isWitness[agent] = false
        case .poolerEnded(let agent), .policyTaken(let agent, _): isWitness[agent] = false
        case .transactionFailed(let agent):
            guard moment < preparedUntil, isWitness[agent],
                releasedAt[agent] == .never || moment < releasedAt[agent] + Self.aftermath
            else { return nil }
            return "a transaction has failed at agent \(agent), though the move was prepared"
        // Clients are served again; later failures are those of the new primary.
        case .acknowledged(let agent, _, _): if releasedAt[agent] != .never { isWitness[agent] = false }
        case .looked(let agent, _, _): return excess(agent, at: moment)
        case .healed: isHealed = true
        case .settled(let agent, _, _, _):
            return drainedSince[agent] == nil ? nil : "agent \(agent) is left drained"
        default: break
        }
        return nil
    }

    private func excess(_ agent: Int, at moment: VirtualTime) -> String? {
        guard let since = drainedSince[agent], !isPrepared[agent] else { return nil }
        let span = moment - since
        return span > drainTimeout + Self.margin + Self.travel
            ? "agent \(agent) was drained for \(span) s for a move that was never prepared" : nil
    }
}
