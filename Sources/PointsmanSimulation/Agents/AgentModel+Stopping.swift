import PointsmanCore
import PointsmanScenarios

/// What waits for an agent whose process is stopped (SIGSTOP, a hypervisor that doesn't run it, a disk that hangs).
struct AgentBacklog {
    /// What its shell would have heard, in order.
    var occurrences: [Occurrence] = []
    var events: [Event] = []
    var requests: [OperatorRequest] = []
    /// How many of its console commands are on their way already.
    var commandsOnTheirWay: Int
}

// An agent that is stopped for a while, and its guard, which is not.
extension AgentModel {
    var isStopped: Bool { backlog != nil }

    /// Stops it as SIGSTOP does: what comes for it waits.
    func stop() {
        guard isAlive, backlog == nil else { return }
        backlog = AgentBacklog(commandsOnTheirWay: world.coin() ? 1 : 0)
        world.note(.agentStopped(agent: index, isStopped: true))
        fallSilent()
    }

    /// Lets it go on: all that waited comes at once.
    func goOn() {
        guard let backlog else { return }
        self.backlog = nil
        world.note(.agentStopped(agent: index, isStopped: false))
        // When it sees that its guard has ended is as may be.
        if hasGuardLetGo, let session { guardEnds(session) }
        for request in backlog.requests { self.request(request) }
        for event in backlog.events { post(event) }
        for occurrence in backlog.occurrences { world.schedule(occurrence, after: .zero) }
        post(.wake)
        hear()
    }

    /// Whether `occurrence`, which is the agent's to hear of, waits until it goes on.
    func keepsBack(_ occurrence: Occurrence) -> Bool {
        guard backlog != nil else { return false }
        if case .operationStep = occurrence, backlog!.commandsOnTheirWay > 0 {
            backlog!.commandsOnTheirWay -= 1
            return false
        }
        backlog!.occurrences.append(occurrence)
        return true
    }

    /// Tells its guard, where there is one.
    func limitHold(until limit: Instant?) {
        guardLimit = limit
        guardTurn += 1
        guard let limit, session != nil, world.limitsHolds else { return }
        world.schedule(.guardDue(agent: Int32(index), turn: guardTurn), at: clock.moment(of: limit))
    }

    /// The guard's limit is reached: it does what the agent would have done, and takes its consoles away.
    func guardIsDue(_ turn: UInt32) {
        let pooler = world.poolers[index]
        guard turn == guardTurn, isAlive, let session, session == pooler.run, pooler.isRunning, !hasGuardLetGo else {
            return
        }
        world.trace?("the guard of agent \(index) lets clients go")
        hasGuardLetGo = true
        if guardHolds { _ = pooler.writes.resume() }
        guardHolds = false
        pooler.shortenPatience()
        if !isStopped { guardEnds(session) }
    }

    private func guardEnds(_ session: UInt32) {
        world.schedule(
            .consoleEnds(agent: Int32(index), life: life, poolerRun: session),
            after: world.lookDelay(within: .milliseconds(1)))
    }
}

extension Occurrence {
    /// The agent whose process has to run for it; nil where none has.
    var runningAgent: Int32? {
        switch self {
        case .probeDue(let agent, _, _), .passwordAsked(let agent, _, _), .probeReturns(let agent, _, _),
            .probeExpires(let agent, _, _), .linkEnds(let agent, _, _), .discoveryDue(let agent, _),
            .discoveryReturns(let agent, _), .peerDue(let agent, _, _), .peerAnswers(let agent, _, _),
            .peerExpires(let agent, _, _), .wake(let agent, _), .operationStep(let agent, _),
            .pauseEnds(let agent, _), .canaryEnds(let agent, _, _), .consoleOpens(let agent, _),
            .consoleEnds(let agent, _, _), .serversLost(let agent, _),
            .sourceDue(let agent, _), .sourceAnswers(let agent, _), .noticeReturns(let agent, _, _):
            agent
        default: nil
        }
    }
}
