import PointsmanCore
import PointsmanScenarios

// What operators tell it, and which cluster is its own by that.
extension AgentModel {
    func request(_ request: OperatorRequest) {
        if backlog != nil { return backlog!.requests.append(request) }
        switch request {
        case .hold:
            isOperatorHolding = true
            world.note(.askedToHold(agent: index))
        case .release: isOperatorHolding = false
        case .adoptFence(let member):
            heardWord = world.lastWord
            cluster = world.cluster
            world.note(.toldToAdopt(agent: index, address: world.address(of: member)!))
            judgeAgain()
        case .resetFence:
            heardWord = world.lastWord
            cluster = policy.systemIdentifier?.number
            world.note(.toldToReset(agent: index))
            judgeAgain()
        case .prepareMove, .adoptMove, .endMove, .drain, .undrain: break
        }
        post(.request(request))
    }

    /// Whether this cluster may be its own though nobody has said which is: a stranger's, where no other answers, nor has at an
    /// address that is still named.
    func mayPin(_ cluster: UInt64) -> Bool {
        guard cluster == World.stranger else { return true }
        return !probers.indices.contains { address in
            guard let seen = probers[address].cluster, seen != cluster else { return false }
            return probers[address].isConnected || named & 1 << UInt32(address) != 0
        }
    }

    /// Notes whether the primary of now needs an operator's word here.
    func lookAtWord() {
        heardWord = world.lastWord
        guard heardWord > 0, !world.accepts(fence) else { return }
        heardWord -= 1
        world.note(.wordNeeded(agent: index))
        world.callOperator()
    }

    /// What its probes have shown is seen by the light of an operator's word.
    func judgeAgain() {
        for address in probers.indices where world.now - probers[address].shownAt < VirtualTime(policy.freshness) {
            guard let shown = probers[address].shown, probers[address].isConnected else { continue }
            probers[address].shown!.isOurs = isOwn(shown.cluster)
            world.note(.observed(agent: index, address: address, claim: probers[address].shown))
        }
    }

    /// Whether a server of this system identifier is of its cluster, as far as anybody has said.
    func isOwn(_ systemIdentifier: UInt64) -> Bool {
        cluster.map { $0 == systemIdentifier } ?? (systemIdentifier != World.stranger)
    }

    /// Whether its latest probe of `server`'s own address has shown the run of it that runs now.
    func sees(_ server: ServerModel) -> Bool {
        let address = server.home
        guard let shown = probers[address].shown, probers[address].isConnected else { return false }
        return shown.server == server.index && probers[address].epoch == server.epoch && !shown.isInRecovery
            && world.now - probers[address].shownAt < VirtualTime(policy.freshness)
    }

    /// The server that owns `fence`: a stranger got its address later than whom that led to first.
    func owner(of fence: Fence) -> Int? {
        if fence.systemIdentifier.number == World.stranger { return world.owner(of: fence) }
        return world.address(of: fence.owner).flatMap { world.firstLed[$0] }
    }
}
