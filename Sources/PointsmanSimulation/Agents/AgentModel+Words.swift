import PointsmanCore
import PointsmanScenarios

// The commands of operators, and the cluster that the agent belongs to by them.
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

    /// Whether the agent may take this cluster for its own though none was named to it: a stranger's cluster, if no
    /// other one answers, or has answered at an address that DNS still names.
    func mayPin(_ cluster: UInt64) -> Bool {
        guard cluster == World.stranger else { return true }
        return !probers.indices.contains { address in
            guard let seen = probers[address].cluster, seen != cluster else { return false }
            return probers[address].isConnected || named & 1 << UInt32(address) != 0
        }
    }

    /// Notes whether the present primary needs an operator's command here.
    func lookAtWord() {
        heardWord = world.lastWord
        guard heardWord > 0, !world.accepts(fence) else { return }
        heardWord -= 1
        world.note(.wordNeeded(agent: index))
        world.callOperator()
    }

    /// Judges the reports of its probes anew, after an operator's command.
    func judgeAgain() {
        for address in probers.indices where world.now - probers[address].shownAt < VirtualTime(policy.freshness) {
            guard let shown = probers[address].shown, probers[address].isConnected else { continue }
            probers[address].shown!.isOurs = isOwn(shown.cluster)
            world.note(.observed(agent: index, address: address, claim: probers[address].shown))
        }
    }

    /// Whether a server of this system identifier is of the agent's cluster, as far as that is decided.
    func isOwn(_ systemIdentifier: UInt64) -> Bool {
        cluster.map { $0 == systemIdentifier } ?? (systemIdentifier != World.stranger)
    }

    /// Whether its latest probe of `server`'s own address has shown the server's present run.
    func sees(_ server: ServerModel) -> Bool {
        let address = server.home
        guard let shown = probers[address].shown, probers[address].isConnected else { return false }
        return shown.server == server.index && probers[address].epoch == server.epoch && !shown.isInRecovery
            && world.now - probers[address].shownAt < VirtualTime(policy.freshness)
    }

    /// The server that owns `fence`: the one that the owner's address led to first, since a stranger may get the
    /// address later.
    func owner(of fence: Fence) -> Int? {
        if fence.systemIdentifier.number == World.stranger { return world.owner(of: fence) }
        return world.address(of: fence.owner).flatMap { world.firstLed[$0] }
    }
}
