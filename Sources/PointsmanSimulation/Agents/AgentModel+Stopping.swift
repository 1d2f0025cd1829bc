import PointsmanCore
import PointsmanScenarios

/// The events that wait for an agent whose process is stopped (SIGSTOP, a hypervisor that does not run it, a disk that
/// hangs).
struct AgentBacklog {
    /// The occurrences for its shell, in order.
    var occurrences: [Occurrence] = []
    var events: [Event] = []
    var requests: [OperatorRequest] = []
    /// The number of its console commands that are on their way already.
    var commandsOnTheirWay: Int
}

// An agent that is stopped for a while, and its guard, which is not.
extension AgentModel {
    var isStopped: Bool { backlog != nil }

    /// Stops it like SIGSTOP: its events wait.
    func stop() {
        guard isAlive, backlog == nil else { return }
        backlog = AgentBacklog(commandsOnTheirWay: world.coin() ? 1 : 0)
        world.note(.agentStopped(agent: index, isStopped: true))
        fallSilent()
    }

    /// Lets it go on: all events that waited come at once.
    func goOn() {
        guard let backlog else { return }
        self.backlog = nil
        world.note(.agentStopped(agent: index, isStopped: false))
        // The moment at which the agent sees the end of its guard varies.
        if hasGuardLetGo, let session { guardEnds(session) }
        for request in backlog.requests { self.request(request) }
        for event in backlog.events { post(event) }
        for occurrence in backlog.occurrences { world.schedule(occurrence, after: .zero) }
        post(.wake)
        hear()
    }

    /// Whether `occurrence` concerns the agent and waits until it goes on.
    func keepsBack(_ occurrence: Occurrence) -> Bool {
        guard backlog != nil else { return false }
        if case .operationStep = occurrence, backlog!.commandsOnTheirWay > 0 {
            backlog!.commandsOnTheirWay -= 1
            return false
        }
        backlog!.occurrences.append(occurrence)
        return true
    }

    /// Tells its guard the limit of the hold, if there is a guard.
    func limitHold(until limit: Instant?) {
        guardLimit = limit
        guardTurn += 1
        guard let limit, session != nil, world.limitsHolds else { return }
        world.schedule(.guardDue(agent: Int32(index), turn: guardTurn), at: clock.moment(of: limit))
    }

    /// The guard's limit has passed: it does what the agent would have done, and shuts the agent's consoles down.
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
    /// The agent that must run for this occurrence; nil if it needs none.
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
