import PointsmanScenarios

/// The agent's ways to end connections that hang and that a PAUSE waits for (`Severance`).
extension PoolModel {
    /// The value of `idle_transaction_timeout` while it is lowered.
    static let shortIdle = VirtualTime.milliseconds(200)

    /// The kernel resets every server connection, or a copy of its descriptor is shut down. PgBouncer notices at once.
    func cutLinks() {
        for link in links {
            world.schedule(.serverLinkEnds(pool: Int32(index), link: link.id), after: .microseconds(100))
        }
    }

    /// KILL_CLIENT for every client with a server connection, which ends with it. Clients that wait have none.
    func killClients() {
        let busy = links.filter { link in if case .busy = link.state { true } else { false } }
        for link in busy { lose(link.id) }
    }

    /// The janitor's turn while `idle_transaction_timeout` is short: ends transactions whose clients ask nothing.
    func endIdle() {
        let idle = links.filter { link in link.idleSince.map { world.now - $0 > Self.shortIdle } ?? false }
        for link in idle { lose(link.id) }
    }

    /// Notes a client that merely waited. Canaries do not count, nor clients that were ended by their pooler's death or
    /// a short time limit.
    func noteDrop(of client: PoolClient) {
        guard case .waiting = client.state, client.canary == nil, pooler.isRunning, !pooler.hasShortPatience else {
            return
        }
        world.note(.dropped(agent: agent))
    }
}
