import PointsmanCore

/// One of PgBouncer's pools, that is one database for one user: its flags, its server connections and its clients
/// (FACTS 2.3, 6.2 and 6.3; PgBouncer 1.18).
final class PoolModel {
    let index: Int
    let agent: Int
    unowned(unsafe) let world: World
    unowned(unsafe) let pooler: PoolerModel
    private(set) var isPaused = false
    /// Set by a login that failed, cleared by one that succeeded: while it is set and no server connection is left, a
    /// new query is refused at once.
    private(set) var lastLoginFailed = false
    private(set) var links: [ServerLink] = []
    var clients: [PoolClient] = []
    /// Who waits, in order.
    private var waiting: [Int] = []
    /// PAUSE commands that have no answer, by the operation that they belong to.
    private var pauseWaiters: [UInt32] = []
    /// Where it goes; nil is nowhere.
    private(set) var address: Int?
    private(set) var fence: WriteRoute?
    private var retryAt = VirtualTime.zero
    private var isLaunchDue = false
    private var lastLink: UInt32 = 0
    private var timeOutTurn: UInt32 = 0
    /// How many writes were acknowledged.
    private(set) var acknowledged = 0
    /// How many clients were refused or lost their transaction.
    private(set) var failures = 0
    /// The PAUSE commands that were answered after they had waited.
    private(set) var answeredPauses: [UInt32] = []

    static let size = 4
    /// `server_login_retry`.
    static let loginRetry = VirtualTime.milliseconds(20)
    /// `server_connect_timeout`.
    static let connectTimeout = VirtualTime.seconds(10)
    /// `tcp_user_timeout`.
    static let userTimeout = VirtualTime.seconds(10)
    /// How long connect_query waits for a promotion, and how often it looks.
    static let fenceWait = VirtualTime.seconds(4)
    static let fenceStep = VirtualTime.milliseconds(5)
    /// Once a client waits longer than a lowered query_wait_timeout, the janitor's turn.
    static let janitor = VirtualTime.milliseconds(333)

    init(index: Int, agent: Int, world: World, pooler: PoolerModel) {
        self.index = index
        self.agent = agent
        self.world = world
        self.pooler = pooler
    }

    private var carriesWrites: Bool { index % PoolerModel.poolCount == 0 }
    /// Who waits for a server connection.
    var waitingCount: Int { waiting.count }

    // Commands

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
        } else {
            world.note(.readsMoved(agent: agent, address: address))
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

    // Clients

    /// Adds a client that begins to act by itself, or only when it is asked to.
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

    /// Has a scripted client begin a transaction; one that is over is none.
    func ask(client: Int, statements: Int) {
        clients[client].statementsLeft = statements
        clients[client].gap = .seconds(1_000_000)
        clients[client].servedBy = nil
        clients[client].isDropped = false
        ask(client)
    }

    /// Has a scripted client send the next statement of its transaction.
    func goOn(client: Int) {
        clients[client].servedBy = nil
        act(client, turn: clients[client].turn)
    }

    func sendCanary(_ token: UInt32, to identity: ServerIdentity) {
        let client = clients.firstIndex { $0.state == .gone } ?? clients.count
        if client == clients.count { clients.append(PoolClient()) }
        clients[client].state = .thinking
        clients[client].canary = (token, identity)
        clients[client].statementsLeft = 1
        ask(client)
    }

    /// Forgets the canary of an operation that has run out of time.
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
        case .waiting, .gone: break
        }
    }

    private func ask(_ client: Int) {
        guard pooler.isRunning else { return fail(client) }
        guard isPaused || !lastLoginFailed || links.contains(where: { $0.state != .login }) else {
            fail(client)
            // Nobody waits, so nobody else would have it try again.
            return launch(forNobody: true)
        }
        clients[client].state = .waiting(since: world.now)
        waiting.append(client)
        serve()
        if pooler.hasShortPatience { scheduleTimeOut() }
    }

    /// Clients that have waited for longer than a lowered `query_wait_timeout` fail.
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

    private func fail(_ client: Int) {
        failures += 1
        noteDrop(of: clients[client])
        end(client, succeeded: false)
    }

    private func drop(_ client: Int) {
        switch clients[client].state {
        case .waiting, .linked: fail(client)
        case .thinking, .gone: break
        }
    }

    private func end(_ client: Int, succeeded: Bool) {
        clients[client].turn += 1
        if !succeeded { clients[client].isDropped = true }
        if let canary = clients[client].canary {
            clients[client].state = .gone
            clients[client].canary = nil
            world.agents[agent].canaryEnded(canary.token, succeeded)
            return
        }
        clients[client].state = .thinking
        let turn = clients[client].turn
        guard !clients[client].isScripted else { return }
        world.schedule(
            .clientActs(pool: Int32(index), client: Int32(client), turn: turn), after: world.thinkTime())
    }

    // Server connections

    private func position(of link: UInt32) -> Int? {
        links.firstIndex { $0.id == link }
    }

    func serve() {
        guard pooler.isRunning, !isPaused else { return }
        while let client = waiting.first, let position = links.firstIndex(where: { $0.state == .idle }) {
            waiting.removeFirst()
            links[position].state = .busy(client: client)
            clients[client].state = .linked(link: links[position].id)
            clients[client].begun = world.now
            send(position)
        }
        launch()
    }

    /// One login at a time, and after one that failed not before a while.
    func launch(forNobody: Bool = false) {
        guard pooler.isRunning, !isPaused, forNobody || !waiting.isEmpty, let address, links.count < Self.size,
            !links.contains(where: { $0.state == .login })
        else { return }
        guard world.now >= retryAt else {
            if !isLaunchDue {
                isLaunchDue = true
                world.schedule(.launchDue(pool: Int32(index)), at: retryAt)
            }
            return
        }
        lastLink += 1
        links.append(ServerLink(id: lastLink, address: address, fence: fence, dialled: world.now))
        dial(lastLink, address)
    }

    func launchIsDue() {
        isLaunchDue = false
        serve()
    }

    private func dial(_ link: UInt32, _ address: Int) {
        let occurrence = Occurrence.loginArrives(pool: Int32(index), link: link)
        guard let server = world.server(at: address),
            let delay = world.delay(from: .agent(agent), to: .server(server.index))
        else { return world.schedule(occurrence, after: .seconds(1)) }
        world.schedule(occurrence, after: delay * 5 + .milliseconds(4))
    }

    func loginArrives(_ id: UInt32) {
        guard let position = position(of: id), links[position].state == .login else { return }
        let link = links[position]
        guard world.now - link.dialled < Self.connectTimeout else { return loginFails(id) }
        guard let server = world.server(at: link.address), server.isPowered,
            world.isOpen(.agent(agent), .server(server.index))
        else { return world.schedule(.loginArrives(pool: Int32(index), link: id), after: .seconds(1)) }
        if server.isHung {
            return world.schedule(.loginArrives(pool: Int32(index), link: id), after: .milliseconds(20))
        }
        guard server.isRunning, world.now >= server.startsUntil, link.waitsSince == nil || link.epoch == server.epoch
        else {
            return answer(.loginFails(pool: Int32(index), link: id), server)
        }
        links[position].server = server.index
        links[position].epoch = server.epoch
        if let fence = link.fence {
            if !server.isPrimary {
                let since = link.waitsSince ?? world.now
                links[position].waitsSince = since
                guard world.now - since < Self.fenceWait else {
                    return answer(.loginFails(pool: Int32(index), link: id), server)
                }
                return world.schedule(.loginArrives(pool: Int32(index), link: id), after: Self.fenceStep)
            }
            guard server.systemIdentifier == fence.systemIdentifier.number, server.timeline >= fence.timeline.number
            else { return answer(.loginFails(pool: Int32(index), link: id), server) }
        }
        answer(.loginSucceeds(pool: Int32(index), link: id), server)
    }

    private func answer(_ occurrence: Occurrence, _ server: ServerModel) {
        world.schedule(
            occurrence, after: world.delay(from: .server(server.index), to: .agent(agent)) ?? Network.retransmission)
    }

    func loginFails(_ id: UInt32) {
        guard let position = position(of: id), links[position].state == .login else { return }
        links.remove(at: position)
        lastLoginFailed = true
        retryAt = world.now + Self.loginRetry
        afterLoss()
    }

    func loginSucceeds(_ id: UInt32) {
        guard let position = position(of: id), links[position].state == .login else { return }
        guard world.servers[links[position].server].epoch == links[position].epoch,
            world.servers[links[position].server].isRunning
        else { return loginFails(id) }
        lastLoginFailed = false
        links[position].state = .idle
        serve()
    }

    private func send(_ position: Int) {
        links[position].sent = world.now
        links[position].idleSince = nil
        links[position].waitsForStandby = false
        let occurrence = Occurrence.statementArrives(pool: Int32(index), link: links[position].id)
        world.schedule(
            occurrence,
            after: world.delay(from: .agent(agent), to: .server(links[position].server)) ?? Network.retransmission)
    }

    func statementArrives(_ id: UInt32) {
        guard let position = position(of: id), case .busy(let client) = links[position].state else { return }
        let server = world.servers[links[position].server]
        let again = Occurrence.statementArrives(pool: Int32(index), link: id)
        guard server.isPowered, world.isOpen(.agent(agent), .server(server.index)) else {
            if world.now - links[position].sent > Self.userTimeout { return lose(id) }
            return world.schedule(again, after: Network.retransmission)
        }
        guard server.isRunning, server.epoch == links[position].epoch else { return lose(id) }
        if server.isHung { return world.schedule(again, after: .milliseconds(20)) }
        if let canary = clients[client].canary {
            let identity = ServerIdentity(
                systemIdentifier: SystemIdentifier(server.systemIdentifier),
                startedMicroseconds: server.startedMicroseconds)
            links[position].succeeded = identity == canary.identity && server.isPrimary
        } else if clients[client].statementsLeft > 1 {
            links[position].succeeded = server.takesWrites
        } else {
            links[position].succeeded = server.takesWrites
            if server.takesWrites, links[position].committed == nil {
                links[position].committed = server.timeline
                server.lsn += 100
                world.note(
                    .committed(
                        agent: agent, server: server.index, timeline: server.timeline, begun: clients[client].begun,
                        cluster: server.systemIdentifier))
            }
            if links[position].committed != nil, server.isSynchronous, !world.hasStandby(server) {
                return world.schedule(again, after: .milliseconds(20))
            }
        }
        world.schedule(
            .statementReturns(pool: Int32(index), link: id),
            after: world.delay(from: .server(server.index), to: .agent(agent)) ?? Network.retransmission)
    }

    func statementReturns(_ id: UInt32) {
        guard let position = position(of: id), case .busy(let client) = links[position].state else { return }
        guard world.isOpen(.agent(agent), .server(links[position].server)) else {
            return world.schedule(.statementReturns(pool: Int32(index), link: id), after: Network.retransmission)
        }
        let link = links[position]
        clients[client].statementsLeft -= 1
        clients[client].servedBy = link.server
        if link.succeeded, clients[client].statementsLeft > 0 {
            links[position].idleSince = world.now
            clients[client].turn += 1
            return world.schedule(
                .clientActs(pool: Int32(index), client: Int32(client), turn: clients[client].turn),
                after: clients[client].gap)
        }
        if let timeline = link.committed {
            acknowledged += 1
            world.note(.acknowledged(agent: agent, server: link.server, timeline: timeline))
        }
        links[position].committed = nil
        links[position].state = .idle
        if !link.succeeded { failures += 1 }
        end(client, succeeded: link.succeeded)
        release(id)
    }

    private func release(_ id: UInt32) {
        guard let position = position(of: id), links[position].state == .idle else { return }
        if isPaused || links[position].isDirty { links.remove(at: position) }
        afterLoss()
    }

    /// The server's end of a connection is gone.
    func lose(_ id: UInt32) {
        guard let position = position(of: id) else { return }
        let link = links[position]
        if link.state == .login { return loginFails(id) }
        links.remove(at: position)
        if case .busy(let client) = link.state { fail(client) }
        afterLoss()
    }

    /// Under PAUSE, and at a change of the route, whatever isn't in a transaction ends; a login that ends so counts as
    /// one that failed.
    private func closeFree() {
        if links.contains(where: { $0.state == .login && (isPaused || $0.isDirty) }) { lastLoginFailed = true }
        links.removeAll { link in
            if case .busy = link.state { return false }
            return isPaused || link.isDirty
        }
    }

    private func afterLoss() {
        if isPaused, links.isEmpty { answerPause() }
        serve()
    }

    private func answerPause() {
        let tokens = pauseWaiters
        pauseWaiters = []
        answeredPauses += tokens
        for token in tokens { world.agents[agent].pauseAnswered(token) }
    }
}
