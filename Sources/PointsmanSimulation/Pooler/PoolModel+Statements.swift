import PointsmanCore
import PointsmanScenarios

// The statements on its server connections, and their ends.
extension PoolModel {
    func position(of link: UInt32) -> Int? {
        links.firstIndex { $0.id == link }
    }

    func send(_ position: Int) {
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
            links[position].succeeded =
                canary.identity.map { server.identity == $0 && server.isPrimary } ?? true
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
        totals.statements += 1
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
        if !link.succeeded {
            failures += 1
            if clients[client].canary == nil { world.note(.transactionFailed(agent: agent)) }
        }
        end(client, succeeded: link.succeeded)
        release(id)
    }

    func release(_ id: UInt32) {
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
        if case .busy(let client) = link.state {
            world.agents[agent].poolerTellsOfLoss(carriesWrites ? .ofWrites : .ofReads)
            fail(client)
        }
        afterLoss()
    }

    func afterLoss() {
        if isPaused, links.isEmpty { answerPause() }
        serve()
    }
}
