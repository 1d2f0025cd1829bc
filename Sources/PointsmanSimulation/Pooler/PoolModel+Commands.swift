import PointsmanCore

// What the console does to it.
extension PoolModel {
    func pause(for token: UInt32) -> ConsoleReply {
        if !isPaused {
            isPaused = true
            if carriesWrites { world.note(.paused(agent: agent)) }
        }
        closeFree()
        if links.isEmpty { return .done }
        pauseWaiters.append(token)
        return .waits
    }

    /// PAUSE by somebody who doesn't wait for its answer; no agent's doing.
    func pauseByHand() {
        guard pooler.isRunning else { return }
        isPaused = true
        closeFree()
    }

    func resume() -> ConsoleReply {
        guard isPaused else { return .error }
        isPaused = false
        // Whoever waits for the answer to a PAUSE never gets one.
        pauseWaiters = []
        if carriesWrites { world.note(.resumed(agent: agent)) }
        serve()
        return .done
    }

    /// Ends every connection of the database and leaves it paused.
    func kill() {
        if !isPaused {
            isPaused = true
            if carriesWrites { world.note(.paused(agent: agent)) }
        }
        links = []
        for client in clients.indices { drop(client) }
        waiting = []
        answerPause()
    }

    /// Takes where to go from the file: server connections that go elsewhere end, those in a transaction when it ends.
    func retarget(to address: Int?, fence: WriteRoute?) {
        guard address != self.address || fence != self.fence else { return }
        self.address = address
        self.fence = fence
        if carriesWrites {
            world.note(
                .moved(
                    agent: agent, server: address.flatMap { world.server(at: $0)?.index },
                    timeline: fence?.timeline.number ?? 0))
        }
        for position in links.indices { links[position].isDirty = true }
        closeFree()
        serve()
    }

    /// The process has died, and all with it.
    func crash() {
        links = []
        for client in clients.indices { drop(client) }
        waiting = []
        pauseWaiters = []
        isPaused = false
        lastLoginFailed = false
        retryAt = .zero
        address = nil
        fence = nil
    }

    /// Under PAUSE, and at a change of the route, whatever isn't in a transaction ends; a login that ends so counts as
    /// one that failed.
    func closeFree() {
        if links.contains(where: { $0.state == .login && (isPaused || $0.isDirty) }) { lastLoginFailed = true }
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
