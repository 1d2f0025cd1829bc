import PointsmanCore
import PointsmanScenarios

// What the console does to it.
extension PoolModel {
    func pause(for token: UInt32) -> ConsoleReply {
        if !isPaused || isPausedByHand {
            isPaused = true
            isPausedByHand = false
            if carriesWrites { world.note(.paused(agent: agent)) }
        }
        closeFree()
        scheduleMinimum()
        if links.isEmpty { return .done }
        pauseWaiters.append(token)
        return .waits
    }

    /// PAUSE by somebody who doesn't wait for its answer; no agent's doing.
    func pauseByHand() {
        guard pooler.isRunning, !pooler.isFrozen, !isPaused else { return }
        isPaused = true
        isPausedByHand = true
        closeFree()
    }

    /// DISABLE by somebody else than an agent.
    func disableByHand() {
        guard pooler.isRunning, !pooler.isFrozen, !isDisabled else { return }
        isDisabled = true
        isDisabledByHand = true
    }

    /// The operator takes back what he did, unless the agent has taken it over.
    func takeBackByHand() {
        if isPausedByHand { _ = resume() }
        if isDisabledByHand { enable() }
    }

    func resume() -> ConsoleReply {
        guard isPaused else { return .error }
        isPaused = false
        isPausedByHand = false
        // Whoever waits for the answer to a PAUSE never gets one.
        pauseWaiters = []
        if carriesWrites { world.note(.resumed(agent: agent)) }
        serve()
        return .done
    }

    /// Ends every connection of the database and leaves it paused. The pool goes, and with it what it knew: a PAUSE that
    /// waits has no answer before a client has it made anew.
    func kill() {
        if !isPaused {
            isPaused = true
            if carriesWrites { world.note(.paused(agent: agent)) }
        }
        dropAll()
    }

    /// DISABLE and KILL: nobody waits any more, and nobody gets in.
    func turnAway() {
        isDisabled = true
        kill()
        if carriesWrites { world.note(.resumed(agent: agent)) }
    }

    func enable() {
        isDisabled = false
        isDisabledByHand = false
    }

    /// The file no longer names the database: whoever is connected is dropped, whoever comes is refused.
    func remove() {
        guard !isRemoved else { return }
        isRemoved = true
        isPaused = false
        address = nil
        fence = nil
        dropAll()
    }

    private func dropAll() {
        links = []
        for client in clients.indices { drop(client) }
        waiting = []
        forget()
    }

    private func forget() {
        totals = PoolTotals(pool: totals.pool + 1)
        lastLoginFailed = false
        failedDial = nil
        canGreet = false
    }

    /// Takes where to go from the file: server connections that go elsewhere end, those in a transaction when it ends.
    func retarget(to address: Int?, fence: WriteRoute?) {
        guard isRemoved || address != self.address || fence != self.fence else { return }
        // Whether those who are moved were served.
        if !carriesWrites {
            let mover = world.agents[agent]
            world.lookAtReads(of: mover, writesBelongTo: world.possible(for: mover))
        }
        isRemoved = false
        self.address = address
        self.fence = fence
        canGreet = false
        if carriesWrites {
            let server = address.flatMap { world.server(at: $0) }
            world.note(
                .moved(
                    agent: agent, server: server?.index, timeline: fence?.timeline.number ?? 0,
                    isAhead: server.map { !(fence?.letsIn($0) ?? $0.isPrimary) } ?? false))
        } else {
            world.note(.readsMoved(agent: agent, address: address))
        }
        for position in links.indices { links[position].isDirty = true }
        closeFree()
        serve()
    }

    /// The process has died, and all with it.
    func crash() {
        dropAll()
        pauseWaiters = []
        isPaused = false
        isPausedByHand = false
        isDisabled = false
        isDisabledByHand = false
        isRemoved = false
        address = nil
        fence = nil
    }

    /// Under PAUSE, and at a change of the route, whatever isn't in a transaction ends; a login that ends so counts as
    /// one that failed.
    func closeFree() {
        if let login = links.first(where: { $0.state == .login && (isPaused || $0.isDirty) }) {
            noteFailure(dialled: login.dialled)
        }
        links.removeAll { link in
            if case .busy = link.state { return false }
            return isPaused || link.isDirty
        }
    }

    func answerPause() {
        let tokens = pauseWaiters
        pauseWaiters = []
        answeredPauses += tokens
        for token in tokens { world.agents[agent].pauseAnswered(token) }
    }
}
