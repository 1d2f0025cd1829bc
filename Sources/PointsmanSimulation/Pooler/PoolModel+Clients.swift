import PointsmanCore
import PointsmanScenarios

// The statements of its clients, and their ends.
extension PoolModel {
    /// Adds a client that begins to act by itself at a moment, or acts only when it is told to.
    func addClient(beginning moment: VirtualTime?) {
        clients.append(PoolClient())
        guard let moment else { return }
        world.schedule(.clientActs(pool: Int32(index), client: Int32(clients.count - 1), turn: 0), at: moment)
    }

    func addScriptedClient() -> Int {
        clients.append(PoolClient())
        clients[clients.count - 1].isScripted = true
        return clients.count - 1
    }

    /// Makes a scripted client begin a transaction.
    func ask(client: Int, statements: Int) {
        clients[client].statementsLeft = statements
        clients[client].gap = .seconds(1_000_000)
        clients[client].servedBy = nil
        clients[client].isDropped = false
        ask(client)
    }

    /// Makes a scripted client send the next statement of its transaction.
    func goOn(client: Int) {
        clients[client].servedBy = nil
        act(client, turn: clients[client].turn)
    }

    func sendCanary(_ token: UInt32, to identity: ServerIdentity?) {
        let client = clients.firstIndex { $0.state == .gone } ?? clients.count
        if client == clients.count { clients.append(PoolClient()) }
        clients[client].state = .thinking
        clients[client].isConnected = false
        clients[client].canary = (token, identity)
        clients[client].statementsLeft = 1
        ask(client)
    }

    /// Drops the canary of an operation that has run out of time.
    func forgetCanary(_ token: UInt32) {
        guard let client = clients.firstIndex(where: { $0.canary?.token == token }) else { return }
        if case .linked(let link) = clients[client].state, let position = position(of: link) {
            links.remove(at: position)
            afterLoss()
        }
        waiting.removeAll { $0 == client }
        clients[client].state = .gone
        clients[client].canary = nil
    }

    func act(_ client: Int, turn: UInt32) {
        guard clients[client].turn == turn else { return }
        switch clients[client].state {
        case .thinking:
            world.plan(&clients[client])
            ask(client)
        case .linked(let link): if let position = position(of: link) { send(position) }
        case .waiting, .unread, .gone: break
        }
    }

    /// Reads what was sent while it was suspended.
    func readAll() {
        for client in clients.indices where clients[client].state == .unread { ask(client) }
    }

    func ask(_ client: Int) {
        guard pooler.isRunning, !isRemoved, clients[client].isConnected || !isDisabled else { return fail(client) }
        guard !pooler.isSuspended else { return clients[client].state = .unread }
        guard clients[client].isConnected || canGreet else {
            wait(client)
            return dialUnderPause()
        }
        clients[client].isConnected = true
        guard isPaused || !lastLoginFailed || links.contains(where: { $0.state != .login }) else {
            fail(client)
            // No client waits, so no later turn would repeat the login.
            return launch(forNobody: true)
        }
        wait(client)
    }

    private func wait(_ client: Int) {
        clients[client].state = .waiting(since: world.now)
        waiting.append(client)
        if isPaused, links.isEmpty { answerPause() }
        serve()
        if pooler.hasShortPatience { scheduleTimeOut() }
    }

    /// Refuses the clients whose login waits for the server's greeting: the server has refused the login that should
    /// have brought it.
    func turnNewcomersAway() {
        let newcomers = waiting.filter { !clients[$0].isConnected }
        waiting.removeAll { newcomers.contains($0) }
        for client in newcomers { fail(client) }
    }

    /// Fails the clients that have waited for longer than a lowered `query_wait_timeout`.
    func timeOut(_ turn: UInt32) {
        guard turn == timeOutTurn, pooler.hasShortPatience else { return }
        let late = waiting.filter { client in
            if case .waiting(let since) = clients[client].state { world.now - since > .seconds(1) } else { false }
        }
        waiting.removeAll { late.contains($0) }
        for client in late { fail(client) }
        if !waiting.isEmpty { scheduleTimeOut() }
    }

    func scheduleTimeOut() {
        timeOutTurn += 1
        world.schedule(.clientsTimeOut(pool: Int32(index), turn: timeOutTurn), after: Self.janitor)
    }

    func fail(_ client: Int) {
        failures += 1
        if clients[client].canary == nil { world.note(.transactionFailed(agent: agent)) }
        noteDrop(of: clients[client])
        clients[client].isConnected = false
        clients[client].isDropped = true
        end(client, succeeded: false)
    }

    func drop(_ client: Int) {
        switch clients[client].state {
        case .waiting, .unread, .linked: fail(client)
        case .thinking:
            if clients[client].isConnected { clients[client].isDropped = true }
            clients[client].isConnected = false
        case .gone: break
        }
    }

    func end(_ client: Int, succeeded: Bool) {
        clients[client].turn += 1
        if let canary = clients[client].canary {
            clients[client].state = .gone
            clients[client].canary = nil
            world.agents[agent].canaryEnded(
                canary.token, reached: succeeded ? clients[client].servedBy : nil)
            return
        }
        clients[client].state = .thinking
        let turn = clients[client].turn
        guard !clients[client].isScripted else { return }
        world.schedule(
            .clientActs(pool: Int32(index), client: Int32(client), turn: turn), after: world.thinkTime())
    }
}
