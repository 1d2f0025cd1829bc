import PointsmanScenarios

/// What an agent does to a pool whose PAUSE waits for connections that hang (`Severance`).
extension PoolModel {
    /// `idle_transaction_timeout` while it is lowered.
    static let shortIdle = VirtualTime.milliseconds(200)

    /// The kernel resets every connection to a server, or a copy of its descriptor is shut down; PgBouncer hears of it at
    /// once.
    func cutLinks() {
        for link in links {
            world.schedule(.serverLinkEnds(pool: Int32(index), link: link.id), after: .microseconds(100))
        }
    }

    /// KILL_CLIENT of every client that has a connection to a server: that ends with it. Those that wait have none.
    func killClients() {
        let busy = links.filter { link in if case .busy = link.state { true } else { false } }
        for link in busy { lose(link.id) }
    }

    /// A turn of the janitor's while `idle_transaction_timeout` is short: transactions whose clients ask nothing end.
    func endIdle() {
        let idle = links.filter { link in link.idleSince.map { world.now - $0 > Self.shortIdle } ?? false }
        for link in idle { lose(link.id) }
    }

    /// Tells of a client that merely waited. One that its pooler's death or a short patience has ended is no matter, nor
    /// is a canary.
    func noteDrop(of client: PoolClient) {
        guard case .waiting = client.state, client.canary == nil, pooler.isRunning, !pooler.hasShortPatience else {
            return
        }
        world.note(.dropped(agent: agent))
    }
}
