import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The PgBouncer processes that take this instance's clients at one port: one, or several (`so_reuseport`), which the
/// core knows as one PgBouncer. Each has a console, a guard and a round trip of its own; each operation goes to all of
/// them, and is done once it is done in all.
///
/// A process that is not there takes no clients: the others are led without it. When it is back it is brought to where
/// they are. One whose console is there and can't be used fails each operation, so that nothing counts as done.
@Reactor
final class PoolerGroup {
    private var services: [PoolerService] = []
    private var states: [PoolerState]
    /// Whether the core was told that PgBouncer is there.
    private var isUp = false
    private var outcomes: [OperationID: Gathering<Outcome>] = [:]
    private var sights: [OperationID: Gathering<PoolerSight>] = [:]
    /// The operation that keeps clients from the servers now, which a process that comes back gets, too; nil for none.
    private var standstill: Operation?
    private let post: @Reactor (Event) -> Void
    private let note: @Reactor (String?) -> Void
    private let log: Logger

    /// The longest wait for all processes before those that are there are led alone.
    private static let patience = Duration.seconds(2)

    /// - Parameters:
    ///   - count: how many processes there are.
    ///   - note: gets what an operator should know of processes that are missing.
    ///   - make: makes what leads one of them, which posts its events to what it is given.
    init(
        _ count: Int, log: Logger, post: @escaping @Reactor (Event) -> Void, note: @escaping @Reactor (String?) -> Void,
        make: (PoolerPlace, @escaping @Reactor (Event) -> Void) -> PoolerService
    ) {
        states = Array(repeating: .unknown, count: count)
        self.post = post
        self.note = note
        self.log = log
        services = (1...count).map { number in
            make(PoolerPlace(number: number, count: count)) { [weak self] event in self?.take(event, from: number - 1) }
        }
    }

    /// The logins of each process's console.
    var consoles: [Login] { services.map(\.logins.console) }

    /// The most clients that were seen to wait at one time in the latest hold; nil if there was no look.
    var mostWaiting: Int? {
        let seen = services.compactMap(\.waiting.most)
        return seen.isEmpty ? nil : seen.reduce(0, +)
    }

    /// Runs until it is cancelled.
    func run() async {
        let runs = services.map { service in Reactor.task { await service.run() } }
        await withTaskCancellationHandler {
            for run in runs { await run.value }
        } onCancel: {
            for run in runs { run.cancel() }
        }
    }

    func stop() async {
        let stops = services.map { service in Reactor.task { await service.stop() } }
        for stop in stops { await stop.value }
    }

    func limit(until moment: ContinuousClock.Instant?) { services.forEach { $0.limit(until: moment) } }

    func limitLogins(_ isLimited: Bool) { services.forEach { $0.loginLimit.want(isLimited) } }

    func keepConnections() { services.forEach { $0.kept.keep() } }

    /// - Returns: how many of `count` clients that PgBouncer told an error are round trips of this agent.
    func takeErrors(upTo count: Int) -> Int {
        services.reduce(0) { taken, service in taken + service.logins.app.takeErrors(upTo: count - taken) }
    }

    /// Takes other endpoints, as many as before.
    func take(_ endpoints: [PoolerEndpoints], holdTimeout: Duration) {
        for (service, endpoints) in zip(services, endpoints) { service.take(endpoints, holdTimeout: holdTimeout) }
    }

    /// Makes each process read its own ini file again.
    func reload() async throws(PostgresError) {
        var failure: PostgresError?
        for service in services where services.count == 1 || !service.isAbsent {
            do throws(PostgresError) {
                try await service.reload()
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Performs `operation` in all processes that are there and reports the outcome. The first commands are sent before
    /// this returns.
    func perform(_ id: OperationID, _ operation: Operation) {
        guard services.count > 1 else { return services[0].perform(id, operation) }
        remember(operation)
        let led = services.indices.filter { !services[$0].isAbsent }
        guard !led.isEmpty else { return post(.finished(id, .failed("PgBouncer's consoles are not there"))) }
        outcomes[id] = Gathering(awaiting: led)
        for index in led { services[index].perform(id, operation) }
    }

    /// Inspects all processes that are there, and reports the result to the core.
    func inspect(_ inspection: PoolerInspection) {
        guard services.count > 1 else { return services[0].inspect(inspection) }
        let led = services.indices.filter { !services[$0].isAbsent }
        guard !led.isEmpty else {
            return post(
                .inspected(
                    inspection.id,
                    PoolerSight(console: .silent("PgBouncer's consoles are not there"), canary: .notSent)))
        }
        sights[inspection.id] = Gathering(awaiting: led)
        for index in led { services[index].inspect(inspection) }
    }

    private func remember(_ operation: Operation) {
        switch operation {
        case .pause, .drain, .refuse, .turnAway: standstill = operation
        case .set, .resume, .unroute: standstill = nil
        case .sever, .confirm, .save: break
        }
    }

    private func take(_ event: Event, from index: Int) {
        guard services.count != 1 else { return post(event) }
        switch event {
        case .pooler(let state): take(state, from: index)
        case .finished(let id, let outcome):
            let told = outcome.told(by: services[index].name)
            guard outcomes[id]?.take(told, from: index) == true, let all = outcomes[id]?.found else { return }
            outcomes[id] = nil
            post(.finished(id, Outcome(of: all, isWhole: all.count == services.count)))
        case .inspected(let id, let sight):
            let told = sight.told(by: services[index].name, index + 1)
            guard sights[id]?.take(told, from: index) == true, let all = sights[id]?.found else { return }
            sights[id] = nil
            post(.inspected(id, PoolerSight(of: all)))
        default: post(event)
        }
    }

    private func take(_ state: PoolerState, from index: Int) {
        states[index] = state
        defer { tell() }
        switch state {
        case .up where isUp: join(index)
        case .up:
            guard !announceIfWhole() else { return }
            Reactor.task {
                await Reactor.sleep(until: .now + Self.patience)
                if !self.isUp, self.states.contains(where: \.isUp) { self.announce() }
            }
        case .down(let reason):
            guard !states.contains(where: \.isUp) else { return }
            isUp = false
            post(.pooler(.down(reason)))
        case .unknown: break
        }
    }

    private func announceIfWhole() -> Bool {
        guard states.allSatisfy(\.isUp) else { return false }
        announce()
        return true
    }

    private func announce() {
        isUp = true
        standstill = nil
        post(.pooler(PoolerState(of: states)))
        tell()
    }

    /// Brings a process that has come to the others to where they are. One that leads where its file leads gets what
    /// keeps clients waiting, if anything does; of any other the core is told as of a PgBouncer that is back.
    private func join(_ index: Int) {
        let service = services[index]
        guard case .up(let holdsWrites, let leadsTo, _, let isRefusing) = states[index] else { return }
        let isAsOthers = leadsTo == service.file.route?.member && !isRefusing
        if isAsOthers, let standstill {
            log.info("\(service.name) is back, and holds its clients as the others do")
            Reactor.immediateTask { _ = await service.session?.perform(standstill) }
        } else if isAsOthers, !holdsWrites {
            log.info("\(service.name) is back, and leads where the others do")
        } else {
            post(.pooler(.down("\(service.name) is back, and has to be led to where the others are")))
            announce()
        }
    }

    /// Tells which processes are missing.
    private func tell() {
        let missing = zip(services, states).filter { !$0.1.isUp }
        guard services.count > 1, isUp, !missing.isEmpty else { return note(nil) }
        let reasons = missing.map { service, state in
            if case .down(let reason) = state {
                "\(service.name): \(reason)"
            } else {
                "\(service.name) was not there yet"
            }
        }
        note(
            "\(missing.count) of \(services.count) PgBouncer processes can't be led: "
                + "\(reasons.joined(separator: "; ")); the others go on")
    }
}
