import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Probes one member over one persistent connection: asks at the plan's pace, and in between watches the link, so that
/// its loss is known at once.
@Reactor
final class MemberProber {
    private let member: MemberID
    private let login: Login
    private var check: String
    private let clock: AgentClock
    private let seed: UInt64
    private let log: Logger
    private let post: @Reactor (Event) -> Void
    private let waiter = Waiter()
    private var connection: PostgresConnection?
    private var plan: ProbePlan
    private var task: Task<Void, Never>?
    private var complaint: String?
    private var isGivenUp = false
    private var canWatch = true
    private let trials: MemberTrials
    private let line: FleetLine
    private var brake = RedialBrake()
    /// Whether the server, or something on the way, has ended the last link.
    private var isLost = false
    /// Asks whether the server takes a login that came later than the link.
    private var proof: LoginProof?

    /// How long a standby may wait for its promotion before it answers, in milliseconds.
    private static let patience = 200
    /// When a primary's commits are to be looked at next.
    private var nextCommitLook = ContinuousClock.now

    /// - Parameters:
    ///   - parameters: how to connect, in libpq's keywords.
    ///   - check: the operator's `server_check_query`.
    ///   - proven: is called when a login has worked that ``take(_:check:)`` gave.
    init(
        _ member: MemberID, parameters: [(keyword: String, value: String)], check: String, plan: ProbePlan,
        clock: AgentClock, seed: UInt64, record: LoginRecord, log: Logger, proven: @escaping @Reactor () -> Void,
        post: @escaping @Reactor (Event) -> Void
    ) {
        self.member = member
        login = Login(parameters)
        self.check = check
        self.clock = clock
        self.seed = seed
        self.log = log
        self.post = post
        self.plan = plan
        trials = MemberTrials(member, login, clock: clock, seed: seed, log: log, post: post)
        line = FleetLine(member, clock: clock, log: log, post: post)
        proof = LoginProof(member, login, clock: clock, seed: seed, record: record, log: log) {
            [weak self] needsRedial in
            if needsRedial { self?.redial() }
            proven()
        }
        task = Task { @Reactor in await self.run() }
    }

    /// Takes up the pace of `plan`; a quicker one begins with a probe at once, as does one that has the member rest no longer.
    func follow(_ plan: ProbePlan) {
        let rest = self.plan.rest(of: member).flatMap { $0 > clock.now ? $0 : nil }
        let isFreed = rest.map { plan.rest(of: member) ?? clock.now < $0 } ?? false
        let isQuicker = plan.interval(of: member) < interval || isFreed
        self.plan = plan
        if isQuicker {
            waiter.poke()
            connection?.poke()
        }
    }

    /// Goes by another secret for what the fleet tells, or by none.
    func take(_ signature: NoticeSignature?) {
        line.take(signature)
        connection?.poke()
    }

    /// Tells the fleet something through this member.
    func tell(_ notice: FleetNotice) {
        line.add(notice)
        connection?.poke()
    }

    /// Gives up the link, since a server that is going may still answer on an old one, and dials again at once.
    func redial() {
        isGivenUp = true
        connection?.poke()
    }

    /// From one probe to the next.
    private var interval: Duration { plan.interval(of: member) }

    func stop() {
        task?.cancel()
        task = nil
        trials.stop()
        proof?.stop()
    }

    /// Takes other parameters and another check. The link goes on by the old ones until the server takes the new ones.
    func take(_ parameters: [(keyword: String, value: String)], check: String) {
        self.check = check
        let others = [login.newest, parameters].map { $0.filter { $0.keyword != "password" }.map { "\($0)" } }
        guard login.take(parameters) else { return }
        proof?.begin(needsRedial: others[0] != others[1])
    }

    /// Whether the server has taken the login that was given last, as far as is known, and whether it has refused it.
    var hasTakenLogin: Bool { proof?.isPending != true }
    var refusesLogin: Bool { proof?.isRefused == true }

    /// Asks the server at once whether it takes the new login by now, unless that was done just before.
    func retryLogin() { proof?.retry() }

    private func run() async {
        while !Task.isCancelled {
            await leaveAlone()
            guard !Task.isCancelled else { return }
            let dialled = ContinuousClock.now
            do {
                let connection = try await login.connect(
                    until: dialled + plan.timeout, reading: PostgresConnection.memberBytes
                ) { [post, member] in post(.answering(member)) }
                proof?.linkWasDialled()
                self.connection = connection
                await converse(on: connection, since: dialled)
                self.connection = nil
                guard !Task.isCancelled else { return }
                if isLost { _ = await waiter.wait(until: brake.next(afterLossAt: .now)) }
            } catch {
                guard !Task.isCancelled else { return }
                complain(error)
                post(
                    .observed(
                        Observation(member: member, sent: clock.instant(at: dialled), result: .failure(.init(error)))))
                await rest(since: dialled)
            }
        }
    }

    /// Waits for as long as the plan has the member rest, which may change meanwhile.
    private func leaveAlone() async {
        while !Task.isCancelled, let next = plan.rest(of: member).map({ clock.moment(of: $0) }), next > .now {
            _ = await waiter.wait(until: next)
        }
    }

    /// Asks and watches until the link is lost.
    private func converse(on connection: PostgresConnection, since dialled: ContinuousClock.Instant) async {
        isGivenUp = false
        isLost = false
        line.begin()
        canWatch = true
        var limit = dialled + plan.timeout
        var statement = ProbeStatement.first(check: check)
        var isWaiting = false
        var isPromoting = false
        while !Task.isCancelled {
            let sent = ContinuousClock.now
            let result: Observation.Result
            do {
                var report = try await ask(statement, on: connection, until: limit)
                // Once begun it ends in a primary, or with the server.
                report.isPromoting = report.isInRecovery && (report.isPromoting || isPromoting)
                isPromoting = report.isPromoting
                result = .report(report)
                complaint = nil
            } catch {
                guard !Task.isCancelled else { return }
                complain(error)
                result = .failure(.init(error))
            }
            post(
                .observed(
                    Observation(
                        member: member, sent: clock.instant(at: sent), result: result,
                        roundTrip: isWaiting ? nil : .now - sent)))
            guard case .report(let report) = result else { return await rest(since: sent) }
            trials.follow(report, plan)
            if isGivenUp { return }
            // What is being promoted is asked on at once, and waits until it has been.
            var loss = await lookAtCommits(on: connection, after: report)
            if loss == nil, !report.isInRecovery { loss = await line.tend(connection, within: plan.timeout) }
            if loss == nil { loss = await pass(since: sent, isPromoting, on: connection, after: report) }
            if let loss {
                guard !Task.isCancelled else { return }
                complain(loss)
                let failure = ProbeFailure(loss)
                isLost = true
                post(.linkLost(member, failure))
                // Any other is dialled again at once.
                return failure.isMisbehaviour ? await rest(since: .now) : ()
            }
            if isGivenUp { return }
            limit = .now + plan.timeout
            isWaiting = report.isInRecovery && plan.awaitsPromotion
            if isWaiting {
                statement = ProbeStatement.whenPromoted(
                    check: check, isPromoting: isPromoting, within: Self.patience)
                limit += .milliseconds(Self.patience)
            } else {
                statement = ProbeStatement.next(check: check)
            }
        }
    }

    /// Looks whether commits wait for a synchronous standby, where that is due: never while somebody waits for what probes bring. What
    /// the server refuses to tell stays unknown.
    /// - Returns: why the link was lost.
    private func lookAtCommits(on connection: PostgresConnection, after report: ServerReport) async -> PostgresError? {
        guard !report.isInRecovery, plan.isCalm, nextCommitLook <= .now else { return nil }
        nextCommitLook = .now + ObstacleWatch.commitInterval
        do throws(PostgresError) {
            let results = try await connection.execute(CommitStatement.sql, until: .now + plan.timeout)
            post(.commitsSeen(member, results.last.map { row in CommitWaits(row: { row.value($0) }) } ?? .unknown))
            return nil
        } catch {
            post(.commitsSeen(member, .unknown))
            guard error.code == .server, case .blind = ProbeFailure(error) else { return error }
            return nil
        }
    }

    /// Lets the time to the next probe pass with an eye on the link; a standby ends it by its promotion.
    /// - Returns: why the link was lost.
    private func pass(
        since sent: ContinuousClock.Instant, _ isPromoting: Bool, on connection: PostgresConnection,
        after report: ServerReport
    ) async -> PostgresError? {
        var next: ContinuousClock.Instant { isPromoting ? sent : sent + interval }
        let milliseconds = (next - .now).wholeMilliseconds
        guard report.isInRecovery, canWatch, !plan.awaitsPromotion, milliseconds > 20 else {
            while true {
                if let loss = await connection.idle(until: next) { return loss }
                // Only what the fleet says is no reason to probe.
                guard line.hear(connection), !isGivenUp else { return nil }
                if let loss = await line.tell(on: connection, within: plan.timeout) { return loss }
                guard .now < next else { return nil }
            }
        }
        do {
            _ = try await connection.execute(
                ProbeStatement.watch(milliseconds: milliseconds), until: next + plan.timeout)
            return nil
        } catch {
            guard error.code == .server, case .blind = ProbeFailure(error) else { return error }
            // No plpgsql, or somebody cancels it: then not.
            canWatch = false
            return await connection.idle(until: next)
        }
    }

    private func ask(
        _ statement: String, on connection: PostgresConnection, until limit: ContinuousClock.Instant
    ) async throws(PostgresError) -> ServerReport {
        let results = try await connection.execute(statement, until: limit)
        guard let row = results.last, var report = ServerReport(row: { row.value($0) }) else {
            throw PostgresError(code: .server, sqlState: "XX000", message: "the probe's row can't be read")
        }
        report.isPromoting = results.first?.value(ProbeStatement.promoting) == "t"
        return report
    }

    /// After a dial or a probe that failed the next one comes at the usual pace.
    private func rest(since sent: ContinuousClock.Instant) async {
        _ = await waiter.wait(until: sent + interval)
    }

    /// Logs what the core's classes leave out, once for as long as it stays the same.
    private func complain(_ error: PostgresError) {
        guard error.description != complaint else { return }
        complaint = error.description
        guard case .misbehaving = error.code else { return log.info("member \(member): \(error)") }
        log.warning("member \(member) misbehaves and is asked less often: \(error)")
    }
}
