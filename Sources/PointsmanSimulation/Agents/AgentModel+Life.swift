import PointsmanCore
import PointsmanScenarios

// The runs of an agent: start, death, other time limits, and hand-over.
extension AgentModel {
    func start() {
        guard !isAlive else { return }
        life += 1
        takeSender()
        startedAt = world.now
        toldMove = nil
        let led = world.poolers[index].file?.writes
        let rests = keptRests.map { $0.inNextRun(at: clock.instant(at: world.now)) }
        conductor = Conductor(policy: policy, fence: disk, led: led, resting: rests)
        limitsLogins = false
        isAlive = true
        forgetTotals()
        routes = [led].compactMap(\.self)
        fence = disk
        known = 0
        named = 0
        knowsFleet = false
        hasSpoken = false
        world.note(.agentStarted(agent: index, keepsFence: hasOwnFence))
        hasOwnFence = true
        cluster = disk?.systemIdentifier.number ?? policy.systemIdentifier?.number
        if let disk {
            world.note(.saved(agent: index, fence: disk))
            world.note(.raised(agent: index, fence: disk, owner: owner(of: disk)))
        }
        lookAtWord()
        namesTurn += 1
        mostDiscoveryPause = nil
        (isLookingUp, looksAgain) = (false, false)
        world.schedule(.discoveryDue(agent: Int32(index), turn: namesTurn), after: .milliseconds(1))
        world.schedule(.consoleOpens(agent: Int32(index), life: life), after: .milliseconds(3))
    }

    /// Ends it like kill -9; the guard notices.
    func crash() {
        guard isAlive else { return }
        isAlive = false
        life += 1
        for address in probers.indices { probers[address].stop() }
        follow(nil)
        operations = []
        look = nil
        isCanaryOut = false
        sights = []
        pauseWaiting = nil
        wakeAt = nil
        isReady = false
        isDegraded = false
        isOperatorHolding = false
        backlog = nil
        guardTurn += 1
        guardLimit = nil
        lossesTold = []
        questions = []
        world.note(.agentEnded(agent: index))
        let hasSet = !hasGuardLetGo && (pooler.hasShortPatience || limitsLogins)
        if guardHolds || hasSet, let session {
            isGuardAtWork = true
            isGuardToResume = guardHolds
            world.schedule(.guardResumes(agent: Int32(index), poolerRun: session), after: world.guardDelay())
        }
        guardHolds = false
        hasGuardLetGo = false
        tellsOfGuard = false
        session = nil
    }

    /// Gives it other time limits, which its next run has, too.
    func take(_ policy: Policy) {
        self.policy = policy
        takeSender()
        world.note(.policyTaken(agent: index, policy))
        post(.policy(self.policy))
    }

    /// Ends it in order, and leaves the pooler to the next run.
    func handOver() {
        post(.shutdown)
        crash()
    }
}
