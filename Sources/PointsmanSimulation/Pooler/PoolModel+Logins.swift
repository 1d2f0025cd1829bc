import PointsmanCore

// How it comes to server connections.
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

    func answer(_ occurrence: Occurrence, _ server: ServerModel) {
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
}
