import PointsmanCore
import PointsmanScenarios

// The console's commands.
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

    /// PAUSE by an operator, who does not wait for the answer.
    func pauseByHand() {
        guard pooler.isRunning, !pooler.isFrozen, !isPaused else { return }
        isPaused = true
        isPausedByHand = true
        closeFree()
    }

    /// DISABLE by an operator.
    func disableByHand() {
        guard pooler.isRunning, !pooler.isFrozen, !isDisabled else { return }
        isDisabled = true
        isDisabledByHand = true
    }

    /// The operator undoes his command, unless the agent has taken the pause over.
    func takeBackByHand() {
        if isPausedByHand { _ = resume() }
        if isDisabledByHand { enable() }
    }

    func resume() -> ConsoleReply {
        guard isPaused else { return .error }
        isPaused = false
        isPausedByHand = false
        // A PAUSE that still waits never gets an answer.
        pauseWaiters = []
        if carriesWrites { world.note(.resumed(agent: agent)) }
        serve()
        return .done
    }

    /// KILL: ends every connection of the database and leaves it paused. The pool is gone with its state: a PAUSE that
    /// waits gets no answer before a client has made the pool anew.
    func kill() {
        if !isPaused {
            isPaused = true
            if carriesWrites { world.note(.paused(agent: agent)) }
        }
        dropAll()
    }

    /// DISABLE and KILL: no client waits any more, and none gets in.
    func turnAway() {
        isDisabled = true
        kill()
        if carriesWrites { world.note(.resumed(agent: agent)) }
    }

    func enable() {
        isDisabled = false
        isDisabledByHand = false
    }

    /// The file no longer names the database: connected clients are dropped and new ones refused.
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

    /// Takes the target from the file. Server connections to another target end; those in a transaction end with it.
    func retarget(to address: Int?, fence: WriteRoute?) {
        guard isRemoved || address != self.address || fence != self.fence else { return }
        // Notes whether the clients that are moved were served.
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

    /// The process has died, with all its connections.
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

    /// Ends the server connections that are not in a transaction, under PAUSE and at a change of the route. A login
    /// that ends so counts as a failed one.
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
