import PointsmanCore
import PointsmanScenarios

// The logins of its server connections.
extension PoolModel {
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

    /// Begins a login: one at a time, and some time after one that failed.
    func launch(forNobody: Bool = false) {
        guard pooler.isRunning, !isPaused, forNobody || !waiting.isEmpty, links.count < Self.size,
            !links.contains(where: { $0.state == .login })
        else { return }
        guard world.now >= retryAt else { return launchLater() }
        guard let address else {
            // The name leads nowhere: the dial fails at once.
            noteFailure(dialled: world.now)
            if !waiting.isEmpty { launchLater() }
            return
        }
        lastLink += 1
        links.append(ServerLink(id: lastLink, address: address, fence: fence, dialled: world.now))
        dial(lastLink, address)
    }

    private func launchLater() {
        guard !isLaunchDue else { return }
        isLaunchDue = true
        world.schedule(.launchDue(pool: Int32(index)), at: retryAt)
    }

    func launchIsDue() {
        isLaunchDue = false
        serve()
    }

    /// A client that waits for the server's greeting makes PgBouncer dial at once, even under PAUSE, which then ends
    /// that login.
    func dialUnderPause() {
        guard pooler.isRunning, isPaused, links.count < Self.size, world.now >= retryAt else { return }
        noteFailure(dialled: world.now)
    }

    /// Schedules the janitor's next turn while the pool is paused: it fills the pool up to its minimum, even under
    /// PAUSE.
    func scheduleMinimum() {
        guard pooler.keepsMinimum else { return }
        world.schedule(.poolFills(pool: Int32(index)), after: Self.janitor)
    }

    func fill() {
        guard pooler.keepsMinimum, isPaused, clients.contains(where: \.isConnected) else { return }
        noteFailure(dialled: world.now)
        scheduleMinimum()
    }

    func noteFailure(dialled: VirtualTime) {
        lastLoginFailed = true
        failedDial = dialled
        failedLogins += 1
    }

    func dial(_ link: UInt32, _ address: Int) {
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
        if server.refusesRole {
            world.note(.refused(agent: agent, server: server.index, byPooler: true))
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
            guard fence.letsIn(server) else { return answer(.loginFails(pool: Int32(index), link: id), server) }
        }
        answer(.loginSucceeds(pool: Int32(index), link: id), server)
    }

    func answer(_ occurrence: Occurrence, _ server: ServerModel) {
        world.schedule(
            occurrence, after: world.delay(from: .server(server.index), to: .agent(agent)) ?? Network.retransmission)
    }

    func loginFails(_ id: UInt32) {
        guard let position = position(of: id), links[position].state == .login else { return }
        let link = links.remove(at: position)
        noteFailure(dialled: link.dialled)
        let isRefused = world.server(at: link.address).map { $0.answers && world.now < $0.startsUntil } ?? false
        if isRefused, !canGreet { turnNewcomersAway() }
        afterLoss()
    }

    func loginSucceeds(_ id: UInt32) {
        guard let position = position(of: id), links[position].state == .login else { return }
        guard world.servers[links[position].server].epoch == links[position].epoch,
            world.servers[links[position].server].isRunning
        else { return loginFails(id) }
        lastLoginFailed = false
        failedDial = nil
        links[position].state = .idle
        if !links[position].isDirty {
            canGreet = true
            for client in waiting { clients[client].isConnected = true }
        }
        serve()
    }
}
