package import PointsmanCore

/// S3: nothing is held longer than `hold_timeout`, be the agent stopped meanwhile or not, nor after its death longer than the
/// guard takes.
///
/// Nobody is held at all because the primary refuses writes: that ends by no move.
package struct BoundedHold: Checker {
    package static let name = "S3"
    package static let needs: [Fact.Kind] = [.paused, .resumed]
    package static let followsPolicies = true
    /// Commands on their way, a step that failed and is tried again, and a clock that runs slow.
    package static let margin = VirtualTime.milliseconds(1_500)
    /// What a command without an answer takes, and the pause until it is sent again.
    private static let retry = VirtualTime.seconds(3)
    /// What the guard may take.
    package static let guardLimit = VirtualTime.milliseconds(500)

    private var pausedSince: [VirtualTime?]
    private var diedAt: [VirtualTime?]
    private var sights: [Sight]
    /// When its agent last was stopped, or first had something cut that hangs; since the pause began.
    private var stoppedAt: [VirtualTime?]
    private var severedAt: [VirtualTime?]
    /// Until when the pooler stood still, or something else was in the way of commands to it.
    private var impededUntil: [VirtualTime]
    /// Until when it stood still.
    private var stillUntil: [VirtualTime]
    private var bounds: [Bounds]

    /// What an agent's policy comes to.
    private struct Bounds {
        var drainTimeout: VirtualTime
        var limit: VirtualTime
        /// Until when a hold may last that another policy has shortened.
        var spared = VirtualTime.zero

        init(_ policy: Policy) {
            drainTimeout = VirtualTime(policy.drainTimeout)
            limit = VirtualTime(policy.holdTimeout) + BoundedHold.margin
        }
    }

    /// What an agent's probes show.
    private struct Sight {
        var server: Int?
        var claims = ByAddress<Claim>()
        var readOnlySince: VirtualTime?
        var askedToHold = VirtualTime.zero

        /// Takes what a probe of `address` has shown. What the same server has shown elsewhere before it was lost here proves
        /// nothing any more, and whether it refuses writes its latest word tells.
        mutating func see(_ claim: Claim?, at address: Int) {
            let last = claims[address]
            claims[address] = claim
            guard let server = claim?.server ?? last?.server else { return }
            for other in 0..<claims.count where claims.values[other]?.server == server {
                if let claim { claims[other]!.isReadOnly = claim.isReadOnly } else { claims[other] = nil }
            }
        }

        /// Since when the routed primary refuses writes with nobody to move to and nothing else the matter.
        mutating func judge(at moment: VirtualTime) {
            var isReadOnly = false
            var isAlone = true
            for address in 0..<claims.count where claims.values[address]?.isInRecovery == false {
                if claims.values[address]!.server != server {
                    isAlone = false
                } else if claims.values[address]!.isReadOnly, claims.values[address]!.isOurs {
                    isReadOnly = true
                }
            }
            readOnlySince = isReadOnly && isAlone ? readOnlySince ?? moment : nil
        }
    }

    package init(agents: Int, policy: Policy) {
        pausedSince = Array(repeating: nil, count: agents)
        diedAt = Array(repeating: .zero, count: agents)
        sights = Array(repeating: Sight(), count: agents)
        stoppedAt = Array(repeating: nil, count: agents)
        severedAt = Array(repeating: nil, count: agents)
        impededUntil = Array(repeating: .zero, count: agents)
        stillUntil = Array(repeating: .zero, count: agents)
        bounds = Array(repeating: Bounds(policy), count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .paused(let agent):
            pausedSince[agent] = pausedSince[agent] ?? moment
            guard let since = sights[agent].readOnlySince, moment - since > .milliseconds(300),
                diedAt[agent] == nil, sights[agent].askedToHold == .zero
            else { return nil }
            return "agent \(agent) holds though its primary only refuses writes, since \(since)"
        case .policyTaken(let agent, let policy):
            bounds[agent] = Bounds(policy)
            // What is cut as it comes is given the time that this may take.
            bounds[agent].spared = moment + Self.margin
            return nil
        case .askedToHold(let agent):
            sights[agent].askedToHold = moment
            return nil
        case .moved(let agent, let server, _, _):
            sights[agent].server = server
            sights[agent].readOnlySince = nil
            return nil
        case .observed(let agent, let address, let claim):
            sights[agent].see(claim, at: address)
            sights[agent].judge(at: moment)
            return nil
        case .resumed(let agent), .poolerEnded(let agent):
            defer {
                pausedSince[agent] = nil
                stoppedAt[agent] = nil
                severedAt[agent] = nil
            }
            return excess(agent, at: moment)
        case .agentStarted(let agent, _):
            defer { diedAt[agent] = nil }
            sights[agent] = Sight(server: sights[agent].server)
            return excess(agent, at: moment)
        case .agentStopped(let agent, true):
            stoppedAt[agent] = moment
            return nil
        case .impeded(let agent, let isImpeded):
            impededUntil[agent] = isImpeded ? .never : impededUntil[agent] == .never ? moment : impededUntil[agent]
            return nil
        case .stoodStill(let agent, let isStill):
            stillUntil[agent] = isStill ? .never : stillUntil[agent] == .never ? moment : stillUntil[agent]
            return nil
        case .severing(let agent, _):
            severedAt[agent] = severedAt[agent] ?? moment
            return nil
        case .agentEnded(let agent):
            diedAt[agent] = moment
            return nil
        case .looked(let agent, _, _):
            return excess(agent, at: moment)
        default: return nil
        }
    }

    private func excess(_ agent: Int, at moment: VirtualTime) -> String? {
        guard let since = pausedSince[agent] else { return nil }
        if let death = diedAt[agent] {
            guard impededUntil[agent] != .never else { return nil }
            let orphaned = moment - max(death, since, impededUntil[agent])
            return orphaned > Self.guardLimit ? "agent \(agent)'s hold outlived it for \(orphaned) s" : nil
        }
        // A pooler that stands still can be told nothing, by nobody.
        guard stillUntil[agent] != .never else { return nil }
        if moment < stillUntil[agent] + Self.retry + Self.margin { return nil }
        // What drains or is cut as the agent is stopped is given the time that this may take, counted from the first PAUSE and cut.
        let limit = bounds[agent].limit
        let extended = stoppedAt[agent].map { _ in
            max(
                limit, bounds[agent].drainTimeout + Self.margin,
                (severedAt[agent] ?? .zero) - since + VirtualTime(Reroute.longestSevering) + Self.margin)
        }
        guard moment > bounds[agent].spared else { return nil }
        return moment - since > extended ?? limit ? "agent \(agent) has held for \(moment - since) s" : nil
    }
}
