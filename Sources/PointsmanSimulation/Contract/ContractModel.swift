import PointsmanCore

/// The modelled PgBouncer, alone in a world without agents, with two servers that take writes.
package final class ContractModel: ContractPooler {
    private let world: World
    private var clients: [Int: Int] = [:]
    private var lastPause: UInt32 = 0
    /// How long what must be so soon may take.
    private static let patience = VirtualTime.milliseconds(600)

    package init() {
        world = World(Scenario(quiet: 1, members: 2))
        world.servers[1].promote(to: 3)
        lead(to: .first)
        pooler.start()
    }

    private var pooler: PoolerModel { world.poolers[0] }

    package func perform(_ step: ContractStep) -> String? {
        switch step {
        case .pause(let database, let expected):
            lastPause = world.nextToken()
            return difference(pool(database).pause(for: lastPause), expected)
        case .resume(let database, let expected): return difference(pool(database).resume(), expected)
        case .kill(let database): pool(database).kill()
        case .lead(let server): lead(to: server)
        case .reload: pooler.reload()
        case .begin(let client): pooler.writes.ask(client: number(client), statements: 2)
        case .commit(let client): pooler.writes.goOn(client: number(client))
        case .ask(let client): pooler.writes.ask(client: number(client), statements: 1)
        default:
            world.run(until: world.now + Self.patience)
            return isSo(step) ? nil : "\(step) is not so"
        }
        return nil
    }

    private func isSo(_ step: ContractStep) -> Bool {
        switch step {
        case .isPaused(let database, let isPaused): pool(database).isPaused == isPaused
        case .isServed(let client, let server): pooler.writes.clients[number(client)].servedBy == server.rawValue
        case .isWaiting(let client):
            if case .waiting = pooler.writes.clients[number(client)].state { true } else { false }
        case .isDropped(let client): pooler.writes.clients[number(client)].isDropped
        case .pauseIsAnswered(let isAnswered): pooler.writes.answeredPauses.contains(lastPause) == isAnswered
        default: false
        }
    }

    private func pool(_ database: ContractStep.Database) -> PoolModel { pooler.pools[database.rawValue] }

    private func lead(to server: ContractStep.Server) {
        let member = world.member(at: server.rawValue).id
        pooler.file = PoolerFile(
            writes: WriteRoute(
                member: member, systemIdentifier: SystemIdentifier(World.cluster), timeline: Timeline(3)),
            reads: member)
    }

    private func number(_ client: Int) -> Int {
        if let known = clients[client] { return known }
        let number = pooler.writes.addScriptedClient()
        clients[client] = number
        return number
    }

    private func difference(_ reply: ConsoleReply, _ expected: ConsoleReply) -> String? {
        reply == expected ? nil : "the console says \(reply), not \(expected)"
    }
}
