import PointsmanCore
import PointsmanScenarios

/// The pooler of a ``CrashAgent``, of which only the logins are modelled: one after the other, wherever it is led.
final class CrashPooler {
    private let index: Int
    private unowned let load: FleetCrash
    /// Where it sends writes; nil for nowhere.
    private(set) var target: Int?
    /// The login that counts: those with another turn were overtaken.
    private var turn: UInt32 = 0
    /// The canary that waits for a first login.
    private var canary: UInt64?
    private(set) var loginsLeft = 0
    /// When a client was served for the first time since the promotion.
    private(set) var served: VirtualTime?

    /// - Parameter index: the agent's.
    init(index: Int, load: FleetCrash) {
        self.index = index
        self.load = load
    }

    func begin(_ id: OperationID, _ operation: Operation) {
        let end = CrashEvent.operationEnds(agent: Int32(index), id: id.number)
        switch operation {
        case .set(let setting):
            let member = Numbering.address(of: setting.writes.member)
            if member != target { lead(to: member) }
            load.schedule(end, after: .milliseconds(2))
        case .unroute: lead(to: nil)
        case .confirm:
            guard loginsLeft == load.plan.connectionsEach else { return load.schedule(end, after: load.delay() * 2) }
            canary = id.number
        case .pause, .drain, .sever, .resume, .refuse, .turnAway, .save: load.schedule(end, after: .milliseconds(1))
        }
    }

    /// The process of the server at `member` has died: a login that is under way there comes to nothing.
    func loses(_ member: Int) {
        if target == member { turn += 1 }
    }

    private func lead(to member: Int?) {
        target = member
        loginsLeft = load.plan.connectionsEach
        logIn(after: .milliseconds(1))
    }

    private func logIn(after span: VirtualTime) {
        turn += 1
        guard target != nil, loginsLeft > 0 else { return }
        load.schedule(.loginArrives(agent: Int32(index), turn: turn), after: span + load.delay() * 3)
    }

    func loginArrives(_ turn: UInt32) {
        guard turn == self.turn, let target else { return }
        let server = load.servers[target]
        server.logins.count(at: load.now)
        guard server.isRunning else { return fail() }
        guard server.isPrimary else { return server.waitingLogins.append((index, turn)) }
        letIn(at: server, turn, after: .zero)
    }

    /// The server takes up the login after `span`, once it has let in those before.
    func letIn(at server: CrashServer, _ turn: UInt32, after span: VirtualTime) {
        let begun = load.now
        let work = VirtualTime(nanoseconds: 1_000_000_000 / load.plan.loginsPerSecond)
        server.loginsDone = max(server.loginsDone, begun + span) + work
        guard server.loginsDone - begun < FleetCrash.loginPatience else { return fail() }
        load.schedule(.loginEnds(agent: Int32(index), turn: turn), at: server.loginsDone + load.delay())
    }

    func loginEnds(_ turn: UInt32) {
        guard turn == self.turn else { return }
        loginsLeft -= 1
        if load.promoted < .never, served == nil { served = load.now }
        if let id = canary {
            canary = nil
            load.schedule(.operationEnds(agent: Int32(index), id: id), after: load.delay() * 2)
        }
        logIn(after: .zero)
    }

    private func fail() {
        load.failedLogins += 1
        logIn(after: .milliseconds(50))
    }
}
