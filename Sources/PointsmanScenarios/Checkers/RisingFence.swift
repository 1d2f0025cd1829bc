package import PointsmanCore

/// S2: the fence never goes down without an operator's command. Within a cluster its timeline rises; on one timeline it
/// keeps its owner, and the owner's position rises. An agent that has lost its fence, or was given another agent's,
/// begins anew. The fence outlives the agent: a new history is on disk within ``durableAfter`` if the disk takes it.
package struct RisingFence: Checker {
    package static let name = "S2"
    package static let needs: [Fact.Kind] = [.raised, .saved]

    private var fences: [Fence?]
    private var owners: [Int?]
    /// The servers, with timelines, on which each agent's pooler has had a write acknowledged: such a server owns the
    /// timeline.
    private var takers: [Takers]
    /// Writes that were acknowledged after an operator's RESUME in a hold. They count once the agent has noticed the
    /// RESUME and holds again.
    private var takersByHand: [Takers?]
    private var isImpeded: [Bool]
    /// The moment since which the disk has lacked the fence that the agent has.
    private var unsavedSince: [VirtualTime?]
    package static let durableAfter = VirtualTime.seconds(1)
    private var saved: [Fence?]
    /// The last adoption by an operator: its moment, and the address that owns the fence by it.
    private var words: [(moment: VirtualTime, address: Int)?]

    package init(agents: Int, policy: Policy) {
        fences = Array(repeating: nil, count: agents)
        saved = fences
        words = Array(repeating: nil, count: agents)
        owners = Array(repeating: nil, count: agents)
        takers = Array(repeating: Takers(), count: agents)
        takersByHand = Array(repeating: nil, count: agents)
        isImpeded = Array(repeating: false, count: agents)
        unsavedSince = Array(repeating: nil, count: agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .agentStarted(let agent, let keepsFence):
            // A fence that was not saved yet is lost with the agent.
            if !keepsFence { saved[agent] = nil }
            fences[agent] = saved[agent]
            unsavedSince[agent] = nil
            return nil
        case .agentEnded(let agent):
            unsavedSince[agent] = nil
            return nil
        case .agentStopped(let agent, let isStopped):
            if unsavedSince[agent] != nil { unsavedSince[agent] = isStopped ? .never : moment }
            return nil
        case .impeded(let agent, let isImpeded):
            self.isImpeded[agent] = isImpeded
            // The time limit begins anew when the disk works again; an agent whose process is stopped saves nothing.
            if let since = unsavedSince[agent], since != .never { unsavedSince[agent] = moment }
            return nil
        case .looked(let agent, _, _):
            guard let since = unsavedSince[agent], !isImpeded[agent], moment - since > Self.durableAfter else {
                return nil
            }
            return "agent \(agent)'s fence is not on disk since \(since): \(fences[agent].map { "\($0)" } ?? "none")"
        case .saved(let agent, let fence):
            saved[agent] = fence
            if Self.isSameHistory(fence, fences[agent]) { unsavedSince[agent] = nil }
            return nil
        case .acknowledged(let agent, let server, let timeline):
            if takersByHand[agent] == nil {
                takers[agent].take(server, timeline)
            } else {
                takersByHand[agent]!.take(server, timeline)
            }
            return nil
        case .resumedByHand(let agent):
            takersByHand[agent] = takersByHand[agent] ?? Takers()
            return nil
        case .paused(let agent):
            if let noticed = takersByHand[agent] { takers[agent].take(noticed) }
            takersByHand[agent] = nil
            return nil
        // The hold ended before the agent noticed the RESUME.
        case .set(let agent, _, _), .moved(let agent, nil, _, _):
            takersByHand[agent] = nil
            return nil
        case .toldToAdopt(let agent, let address):
            takers[agent] = Takers()
            words[agent] = (moment, address)
            return nil
        case .toldToReset(let agent):
            takers[agent] = Takers()
            fences[agent] = nil
            return nil
        case .raised(let agent, let fence, let owner):
            defer {
                fences[agent] = fence
                owners[agent] = owner
                if Self.isSameHistory(saved[agent], fence) {
                    unsavedSince[agent] = nil
                } else {
                    unsavedSince[agent] = unsavedSince[agent] ?? moment
                }
            }
            // One server may have two addresses.
            let isSameOwner = owner != nil && owner == owners[agent]
            // The adoption takes effect at once, and only for the member that it names.
            if let word = words[agent], word.moment == moment, Numbering.address(of: fence.owner) == word.address {
                return nil
            }
            // A server that was merely seen first owns nothing yet.
            let hasTaken = takers[agent].contains(owners[agent], fence.timeline.number)
            guard let old = fences[agent],
                let loss = Self.loss(old, fence, isSameOwner: isSameOwner, hasOwnerTaken: hasTaken)
            else {
                return nil
            }
            return "agent \(agent)'s fence \(loss): it was \(old), it is \(fence)"
        default: return nil
        }
    }

    private static func isSameHistory(_ left: Fence?, _ right: Fence?) -> Bool {
        left?.systemIdentifier == right?.systemIdentifier && left?.timeline == right?.timeline
    }

    private static func loss(_ old: Fence, _ new: Fence, isSameOwner: Bool, hasOwnerTaken: Bool) -> String? {
        if new.systemIdentifier != old.systemIdentifier { return "changed its cluster" }
        if new.timeline != old.timeline { return new.timeline < old.timeline ? "went down a timeline" : nil }
        if new.owner != old.owner, !isSameOwner {
            return hasOwnerTaken ? "changed its owner on one timeline" : nil
        }
        return new.lsn < old.lsn ? "went back on its timeline" : nil
    }
}
