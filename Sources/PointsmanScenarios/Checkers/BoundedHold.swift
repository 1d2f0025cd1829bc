package import PointsmanCore

/// S3: no hold lasts longer than `hold_timeout`, even if the agent was stopped meanwhile, and none outlives the agent
/// by more than the guard's time.
///
/// No client is held because the primary refuses writes: no move would end that hold.
package struct BoundedHold: Checker {
    package static let name = "S3"
    package static let needs: [Fact.Kind] = [.paused, .resumed]
    package static let followsPolicies = true
    /// The time for commands to arrive, for a second try of a step that failed, and for a clock that runs slow.
    package static let margin = VirtualTime.milliseconds(1_500)
    /// The time limit of a command that gets no answer, with the pause before it is sent again.
    private static let retry = VirtualTime.seconds(3)
    /// The time that the guard may take.
    package static let guardLimit = VirtualTime.milliseconds(500)

    private var pausedSince: [VirtualTime?]
    private var diedAt: [VirtualTime?]
    private var sights: [Sight]
    /// The moment at which the agent was last stopped, and the moment at which it first cut hanging connections; both
    /// since the pause began.
    private var stoppedAt: [VirtualTime?]
    private var severedAt: [VirtualTime?]
    /// The end of the last time in which the pooler stood still or could not be commanded for another reason.
    private var impededUntil: [VirtualTime]
    /// The end of the last time in which the pooler stood still.
    private var stillUntil: [VirtualTime]
    private var bounds: [Bounds]

    /// The limits that follow from an agent's policy.
    private struct Bounds {
        var drainTimeout: VirtualTime
        var limit: VirtualTime
        /// The end of the time in which a hold that another policy has shortened is not judged.
        var spared = VirtualTime.zero

        init(_ policy: Policy) {
            drainTimeout = VirtualTime(policy.drainTimeout)
            limit = VirtualTime(policy.holdTimeout) + BoundedHold.margin
        }
    }

    /// The results of an agent's probes.
    private struct Sight {
        var server: Int?
        /// The agent's fence, and the server that owns it.
        var fence: (timeline: UInt32, lsn: UInt64, owner: Int?)?
        var claims = ByAddress<Claim>()
        var readOnlySince: VirtualTime?
        var askedToHold = VirtualTime.zero

        /// Takes the result of a probe of `address`. If the server is lost here, what it has shown at other addresses
        /// proves nothing any more. Whether it refuses writes follows from its latest report at any address.
        mutating func see(_ claim: Claim?, at address: Int) {
            let last = claims[address]
            claims[address] = claim
            guard let server = claim?.server ?? last?.server else { return }
            for other in 0..<claims.count where claims.values[other]?.server == server {
                if let claim { claims[other]!.isReadOnly = claim.isReadOnly } else { claims[other] = nil }
            }
        }

        /// Whether a primary is the one that the fence stands for, or a later one. Before a rival, or the owner from a snapshot,
        /// clients wait for another.
        private func isPrimary(_ claim: Claim) -> Bool {
            guard claim.isOurs, let fence else { return claim.isOurs }
            if claim.timeline != fence.timeline { return claim.timeline > fence.timeline }
            return claim.server == fence.owner && claim.lsn >= fence.lsn
        }

        /// Notes since when the routed primary has refused writes while there is no other primary to move to and
        /// nothing else is wrong.
        mutating func judge(at moment: VirtualTime) {
            var isReadOnly = false
            var isAlone = true
            for address in 0..<claims.count where claims.values[address]?.isInRecovery == false {
                if claims.values[address]!.server != server {
                    isAlone = false
                } else if claims.values[address]!.isReadOnly, isPrimary(claims.values[address]!) {
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
            if pausedSince[agent] == nil { severedAt[agent] = nil }
            pausedSince[agent] = pausedSince[agent] ?? moment
            guard let since = sights[agent].readOnlySince, moment - since > .milliseconds(300),
                diedAt[agent] == nil, sights[agent].askedToHold == .zero
            else { return nil }
            return "agent \(agent) holds though its primary only refuses writes, since \(since)"
        case .policyTaken(let agent, let policy):
            bounds[agent] = Bounds(policy)
            // A hold that the new policy shortens gets time to end.
            bounds[agent].spared = moment + Self.margin
            return nil
        case .askedToHold(let agent):
            sights[agent].askedToHold = moment
            return nil
        case .moved(let agent, let server, _, _):
            sights[agent].server = server
            sights[agent].readOnlySince = nil
            return nil
        case .raised(let agent, let fence, let owner):
            sights[agent].fence = (fence.timeline.number, fence.lsn.bytes, owner)
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
        // No program can command a pooler that stands still.
        guard stillUntil[agent] != .never else { return nil }
        if moment < stillUntil[agent] + Self.retry + Self.margin { return nil }
        // An agent that is stopped while it drains or cuts gets the time for that, counted from the first PAUSE and the
        // first cut.
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
