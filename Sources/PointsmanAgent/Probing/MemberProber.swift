import LinuxReactor
import Logging
import PointsmanCore
import PostgresClient

/// Probes one member over one persistent connection: asks at the plan's pace, and watches the link in between, so that
/// its loss is known at once.
@Reactor
final class MemberProber {
    let member: MemberID
    /// The app's login, which is tried.
    private let login: Login
    /// The login that probes: the app's, unless there is a role for it.
    private let probe: Login
    private var check: String
    private let clock: AgentClock
    private let seed: UInt64
    private let log: Logger
    let post: @Reactor (Event) -> Void
    private let waiter = Waiter()
    private var connection: PostgresConnection?
    var plan: ProbePlan
    private var task: Task<Void, Never>?
    private var complaint: String?
    var isGivenUp = false
    var canWatch = true
    private let trials: MemberTrials
    let line: FleetLine
    private var brake = RedialBrake()
    /// Whether the server, or something on the way, has ended the last link.
    private var isLost = false
    /// The trial whether the server accepts a login that is newer than the link.
    private var proof: LoginProof?

    /// When to look at a primary's commits next.
    var nextCommitLook = ContinuousClock.now

    /// - Parameters:
    ///   - parameters: the connection parameters of the app's role, by libpq's keywords.
    ///   - probing: those of the role that probes; nil for the app's.
    ///   - check: the operator's `server_check_query`.
    ///   - proven: called when a login that ``take(_:check:)`` gave has worked.
    init(
        _ member: MemberID, parameters: [(keyword: String, value: String)],
        probing: [(keyword: String, value: String)]? = nil, check: String, plan: ProbePlan,
        clock: AgentClock, seed: UInt64, record: LoginRecord, log: Logger, proven: @escaping @Reactor () -> Void,
        post: @escaping @Reactor (Event) -> Void
    ) {
        self.member = member
        login = Login(parameters)
        probe = probing.map { Login($0) } ?? login
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
        task = Reactor.task { await self.run() }
    }

    /// Takes the pace of `plan`. A quicker plan begins with a probe at once, as does one that ends the member's rest.
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

    /// Takes another secret for fleet notices; nil for none.
    func take(_ signature: NoticeSignature?) {
        line.take(signature)
        connection?.poke()
    }

    /// Sends a notice to the fleet through this member.
    func tell(_ notice: FleetNotice) {
        line.add(notice)
        connection?.poke()
    }

    /// Closes the link and dials again at once, since a server that is shutting down may still answer on an old link.
    func redial() {
        isGivenUp = true
        connection?.poke()
    }

    /// The time from one probe to the next.
    var interval: Duration { plan.interval(of: member) }

    func stop() {
        task?.cancel()
        task = nil
        trials.stop()
        proof?.stop()
    }

    /// Takes other parameters and another check. The link stays with the old ones until the server accepts the new
    /// ones.
    func take(
        _ parameters: [(keyword: String, value: String)], probing: [(keyword: String, value: String)]? = nil,
        check: String
    ) {
        self.check = check
        let isOwn = probe === login
        if !isOwn, let probing {
            let isElsewhere = Self.differ(probe.newest, probing)
            if probe.take(probing), isElsewhere { redial() }
        }
        let isMore = Self.differ(login.newest, parameters)
        let former = login.user
        guard login.take(parameters) else { return }
        // What the probes of another role ask has the app's role in it.
        proof?.begin(needsRedial: isMore && (isOwn || login.user != former))
    }

    /// Whether more than the password differs.
    private static func differ(_ left: Login.Parameters, _ right: Login.Parameters) -> Bool {
        let others = [left, right].map { $0.filter { $0.keyword != "password" }.map { "\($0)" } }
        return others[0] != others[1]
    }

    /// Whether the server has accepted the newest login, as far as is known; and whether it has refused it.
    var hasTakenLogin: Bool { proof?.isPending != true }
    var refusesLogin: Bool { proof?.isRefused == true }

    /// Asks the server at once whether it accepts the newest login now, unless it has just been asked.
    func retryLogin() { proof?.retry() }

    private func run() async {
        while !Task.isCancelled {
            await leaveAlone()
            guard !Task.isCancelled else { return }
            let dialled = ContinuousClock.now
            do {
                let connection = try await probe.connect(
                    until: dialled + plan.timeout, reading: PostgresConnection.memberBytes
                ) { [post, member] in post(.passwordRequested(member)) }
                if probe === login { proof?.linkWasDialled() }
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

    /// Waits as long as the plan has the member rest, which may change meanwhile.
    private func leaveAlone() async {
        while !Task.isCancelled, let next = plan.rest(of: member).map({ clock.moment(of: $0) }), next > .now {
            _ = await waiter.wait(until: next)
        }
    }

    /// Probes and watches until the link is lost.
    private func converse(on connection: PostgresConnection, since dialled: ContinuousClock.Instant) async {
        isGivenUp = false
        isLost = false
        line.begin()
        canWatch = true
        var question = ProbeQuestion(
            check: check, role: probe === login ? nil : login.user, until: dialled + plan.timeout)
        while !Task.isCancelled {
            let sent = ContinuousClock.now
            let result: Observation.Result
            do {
                result = .report(try await question.ask(on: connection, beside: trials))
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
                        roundTrip: question.isWaiting ? nil : .now - sent)))
            guard case .report(let report) = result else { return await rest(since: sent) }
            trials.follow(report, plan)
            if isGivenUp { return }
            var loss = await lookAtCommits(on: connection, after: report)
            if loss == nil, !report.isInRecovery { loss = await line.tend(connection, within: plan.timeout) }
            if loss == nil { loss = await pass(since: sent, on: connection, after: report) }
            if let loss {
                guard !Task.isCancelled else { return }
                complain(loss)
                let failure = ProbeFailure(loss)
                isLost = true
                post(.linkLost(member, failure))
                // Any other member is dialled again at once.
                return failure.isMisbehaviour ? await rest(since: .now) : ()
            }
            if isGivenUp { return }
            question.goOn(after: report, check: check, plan: plan)
        }
    }

    /// Waits for the usual interval after a dial or a probe that failed.
    private func rest(since sent: ContinuousClock.Instant) async {
        _ = await waiter.wait(until: sent + interval)
    }

    /// Logs the error itself, which the core's classes leave out; once as long as it stays the same.
    private func complain(_ error: PostgresError) {
        guard error.description != complaint else { return }
        complaint = error.description
        guard case .misbehaving = error.code else { return log.info("member \(member): \(error)") }
        log.warning("member \(member) misbehaves and is asked less often: \(error)")
    }
}
