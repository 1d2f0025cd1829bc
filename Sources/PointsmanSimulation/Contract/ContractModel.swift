import PointsmanCore
import PointsmanScenarios

/// The modelled PgBouncer, alone in a world without agents, with two servers that take writes.
package final class ContractModel: ContractPooler {
    private let world: World
    private var clients: [Int: Int] = [:]
    private var lastPause: UInt32 = 0
    private var totals = PoolTotals()
    /// The number of failed logins before the last action.
    private var failedLogins = 0
    /// The longest time for a condition that must come to hold soon.
    private static let patience = VirtualTime.seconds(3)
    /// The time after which a condition that must not hold counts as not held.
    private static let calm = VirtualTime.milliseconds(600)

    package init() {
        world = World(WorldPlan(quiet: 1, members: 2))
        world.servers[1].promote(to: 3)
        lead(to: .first, fenced: false)
        pooler.start()
    }

    deinit { world.dissolve() }

    private var pooler: PoolerModel { world.poolers[0] }

    package func perform(_ step: ContractStep) -> String? {
        switch step {
        case .isPaused, .isServed, .isWaiting, .isUnanswered, .isDropped, .isConnected, .pauseIsAnswered, .isLinked,
            .isLoggingIn,
            .loginFails, .isPatient, .hasCounted:
            return look(step)
        default:
            failedLogins = pooler.writes.failedLogins
            return act(step)
        }
    }

    private func act(_ step: ContractStep) -> String? {
        switch step {
        case .pause(let database, let expected):
            lastPause = world.nextToken()
            return difference(pool(database).pause(for: lastPause), expected)
        case .resume(let database, let expected): return difference(pool(database).resume(), expected)
        case .kill(let database): pool(database).kill()
        case .disable(let database, let isDisabled): pool(database).isDisabled = isDisabled
        case .reload: pooler.reload()
        case .includeFirst: pooler.includesFirst = true
        case .noteTotals: totals = pooler.writes.totals
        case .shortenPatience: pooler.shortenPatience()
        case .setLoginRetry(let isLong): pooler.setLoginRetry(isLong ? .seconds(3_600) : PoolModel.loginRetry)
        case .setMinimum(let isKept): pooler.keepsMinimum = isKept
        case .endHold:
            let reply = pooler.writes.resume()
            pooler.suspend()
            return difference(reply, .done)
        case .resumeAll(let expected): return difference(pooler.resumeAll(), expected)
        case .lead(let server, let fenced): lead(to: server, fenced: fenced)
        case .removeWrites: pooler.file?.namesWrites = false
        // The lines above the broken one count all the same.
        case .spoilFile: break
        case .loseFile: pooler.ignoresFile = true
        case .begin(let client): pooler.writes.ask(client: number(client), statements: 2)
        case .commit(let client): pooler.writes.goOn(client: number(client))
        case .ask(let client), .send(let client): pooler.writes.ask(client: number(client), statements: 1)
        default: act(onServer: step)
        }
        return nil
    }

    private func act(onServer step: ContractStep) {
        switch step {
        case .crash(let server):
            world.crash(server.rawValue)
            world.run(until: world.now + .milliseconds(100))
        case .start(let server):
            world.start(server.rawValue)
            world.run(until: world.servers[server.rawValue].startsUntil)
        case .hang(let server, let isHung): world.servers[server.rawValue].isHung = isHung
        case .turnAway(let server, let isTurning):
            world.servers[server.rawValue].startsUntil = isTurning ? .never : .zero
        default: break
        }
    }

    /// Lets time pass until `step`'s condition holds, or until it is certain not to hold any more.
    private func look(_ step: ContractStep) -> String? {
        let limit = world.now + Self.patience
        if Self.mustLast(step) { world.run(until: world.now + Self.calm) }
        while !isSo(step), world.now < limit { world.run(until: world.now + .milliseconds(10)) }
        return isSo(step) ? nil : "\(step) is not so"
    }

    private static func mustLast(_ step: ContractStep) -> Bool {
        switch step {
        case .hasCounted(false), .isWaiting, .isUnanswered, .isConnected, .pauseIsAnswered(false), .isLoggingIn(false),
            .isPaused:
            true
        default: false
        }
    }

    private func isSo(_ step: ContractStep) -> Bool {
        let writes = pooler.writes
        return switch step {
        case .isPaused(let database, let isPaused): pool(database).isPaused == isPaused
        case .isServed(let client, let server): writes.clients[number(client)].servedBy == server.rawValue
        case .isWaiting(let client):
            if case .waiting = writes.clients[number(client)].state { true } else { false }
        case .isUnanswered(let client):
            writes.clients[number(client)].servedBy == nil && !writes.clients[number(client)].isDropped
        case .isDropped(let client): writes.clients[number(client)].isDropped
        case .isConnected(let client): writes.clients[number(client)].isConnected
        case .pauseIsAnswered(let isAnswered): writes.answeredPauses.contains(lastPause) == isAnswered
        case .isLinked(let server, let isLinked):
            writes.links.contains { $0.state != .login && $0.server == server.rawValue } == isLinked
        case .isLoggingIn(let isLoggingIn): writes.links.contains { $0.state == .login } == isLoggingIn
        case .loginFails: writes.failedLogins > failedLogins
        case .hasCounted(let hasCounted): (writes.totals != totals) == hasCounted
        case .isPatient(let isPatient): pooler.hasShortPatience != isPatient
        default: false
        }
    }

    private func pool(_ database: ContractStep.Database) -> PoolModel { pooler.pools[database.rawValue] }

    private func lead(to server: ContractStep.Server?, fenced: Bool) {
        pooler.ignoresFile = false
        let member = server.map { world.member(at: $0.rawValue).id }
        // No server here is on a timeline as high as this fence's.
        let timeline = Timeline(fenced ? 99 : 3)
        pooler.file = PoolerFile(
            writes: member.map {
                WriteRoute(member: $0, systemIdentifier: SystemIdentifier(World.cluster), timeline: timeline)
            },
            reads: world.member(at: 0).id)
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
