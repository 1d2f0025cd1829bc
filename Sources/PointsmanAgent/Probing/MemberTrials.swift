import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Tries at one member what no probe shows: whether it accepts the app's role, whether the fence's statement runs for
/// that role, and whether a primary's disk has room and its sessions of that role are read-only. Each trial has a
/// connection of its own, since a refusal ends the connection, and a disk that hangs must delay no probe.
@Reactor
final class MemberTrials {
    private let member: MemberID
    private let login: Login
    private let clock: AgentClock
    private let seed: UInt64
    private let log: Logger
    private let post: @Reactor (Event) -> Void
    /// The server's run at the last trial, and whether it was in recovery.
    private var tried: (run: ServerIdentity, isInRecovery: Bool)?
    private var next = ContinuousClock.now
    private var last = FenceTrial.unknown
    /// The primary's run whose sessions of the app's role were read-only by default at the last trial; nil if they were not.
    private var readOnlyRun: ServerIdentity?
    /// Whether no probe shows that default, so that it is tried as often as a fence that doesn't work.
    var isSoleWitness = false
    /// The refusal of the app's role that was told last; nil if it has been let in since.
    private var complaint: LoginRefusal?
    private var task: Task<Void, Never>?
    /// The back-off after trials whose login was refused, while the probe's own link stands.
    private var backOff = BackOff()

    /// The time from one trial of the fence to the next if it doesn't work or is not known to. A fence that works is
    /// tried with each trial of the room, since rights may be revoked.
    private static let fenceInterval = Duration.seconds(5)
    private static let patience = Duration.seconds(5)
    /// The pause after a trial of the disk that had no answer: each may leave a session on the server that hangs.
    private static let rest = Duration.seconds(60)

    init(
        _ member: MemberID, _ login: Login, clock: AgentClock, seed: UInt64, log: Logger,
        post: @escaping @Reactor (Event) -> Void
    ) {
        self.member = member
        self.login = login
        self.clock = clock
        self.seed = seed
        self.log = log
        self.post = post
    }

    /// Begins a trial if one is due: at each run of the server, after a promotion, and repeatedly; never while probes
    /// are urgent, as they are during a reroute. A standby at which the fence works is not tried again, since it logs
    /// each trial.
    func follow(_ report: ServerReport, _ plan: ProbePlan) {
        guard plan.isCalm, task == nil, backOff.next.map({ $0 <= clock.now }) ?? true else { return }
        if let tried, tried == (report.identity, report.isInRecovery),
            next > .now || (report.isInRecovery && last == .works)
        {
            return
        }
        tried = (report.identity, report.isInRecovery)
        next = .now + Self.fenceInterval
        task = Reactor.task {
            let (fence, room) = await self.attempt(report)
            self.task = nil
            guard !Task.isCancelled else { return }
            if fence == .works, !room.isExhausted, !self.isSoleWitness {
                self.next = .now + ObstacleWatch.roomIntervals.present
            }
            if !report.isInRecovery { self.post(.roomTried(self.member, room)) }
            self.tell(fence)
        }
    }

    func stop() { task?.cancel() }

    /// Whether the app's sessions at this run are read-only by default; false while that is not known.
    func haveSeenReadOnly(at run: ServerIdentity) -> Bool { readOnlyRun == run }

    private func tell(_ fence: FenceTrial) {
        guard fence != .unknown, fence != last else { return }
        last = fence
        post(.fenceTried(member, fence))
        if case .refused(let reason) = fence {
            log.warning(
                "member \(member): the fence can't work there, so the write database will let no client through: \(reason)",
                metadata: ["cure": "\(FenceTrial.cure)"])
        }
    }

    private func attempt(_ report: ServerReport) async -> (FenceTrial, RoomTrial) {
        let limit = ContinuousClock.now + Self.patience
        var room = RoomTrial()
        do throws(PostgresError) {
            let connection = try await login.connect(until: limit, reading: PostgresConnection.memberBytes)
            backOff.reset()
            complaint = nil
            room.connections = .present
            if !report.isInRecovery {
                readOnlyRun = try await isReadOnly(connection, until: limit) ? report.identity : nil
                room.disk = await disk(connection, until: limit)
            }
            _ = try await connection.execute(
                FenceStatement.trial(of: report.identity.systemIdentifier), until: limit)
            return (.works, room)
        } catch {
            let isLogin = room.connections == .unknown
            if isLogin {
                tell(LoginRefusal(error, user: login.user))
                if let pace = ProbeFailure(error).pace { backOff.fail(pace, seed: seed, at: clock.now) }
                if error.sqlState == RoomStatement.noConnection { room.connections = .exhausted("\(error)") }
            }
            return (FenceTrial(sqlState: error.sqlState, refusal: error.refusal, isLogin: isLogin), room)
        }
    }

    /// Logs a refusal of the app's role that is another one than before.
    private func tell(_ refusal: LoginRefusal?) {
        guard let refusal, refusal != complaint else { return }
        complaint = refusal
        log.warning(
            "member \(member): \(refusal.sentence); it takes \(refusal.cure)", metadata: ["cure": "\(refusal.cure)"])
    }

    private func isReadOnly(
        _ connection: PostgresConnection, until limit: ContinuousClock.Instant
    ) async throws(PostgresError) -> Bool {
        let results = try await connection.execute("SHOW default_transaction_read_only", until: limit)
        return results.last?.value("default_transaction_read_only") == "on"
    }

    private func disk(_ connection: PostgresConnection, until limit: ContinuousClock.Instant) async -> RoomTrial.Room {
        do throws(PostgresError) {
            _ = try await connection.execute(RoomStatement.sql, until: limit)
            return .present
        } catch {
            if error.code == .deadline { next = .now + Self.rest }
            // The server's message names another file each time.
            return error.sqlState == RoomStatement.diskFull
                ? .exhausted("SQLSTATE \(RoomStatement.diskFull)") : .unknown
        }
    }
}
