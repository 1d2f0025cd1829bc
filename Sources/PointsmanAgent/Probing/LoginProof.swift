import LinuxReactor
import Logging
import PointsmanCore
import PostgresClient

/// Asks a member whether it accepts a login that is newer than the link to it. It uses connections of its own, at
/// growing intervals while the login is refused, until it is accepted.
@Reactor
final class LoginProof {
    private let member: MemberID
    private let login: Login
    private let clock: AgentClock
    private let seed: UInt64
    private let record: LoginRecord
    private let log: Logger
    /// A function that is called when the member has accepted the login, with whether the link must be dialled anew.
    private let whenTaken: @Reactor (_ needsRedial: Bool) -> Void
    private let waiter = Waiter()
    private var pending: Pending? {
        didSet { if isRefused != (oldValue?.isRefused == true) { record.note(member, refuses: isRefused) } }
    }
    private var task: Task<Void, Never>?

    /// A login that the member has not been asked about, or has refused so far.
    private struct Pending {
        /// Whether more than the password has changed.
        var needsRedial: Bool
        var isRefused = false
        var backOff = BackOff()
        var lastTrial = ContinuousClock.now
    }

    /// The shortest time from one trial to the next.
    private static let leastRest = Duration.milliseconds(200)
    private static let patience = Duration.seconds(1)

    /// - Parameters:
    ///   - seed: see ``Policy/seed``.
    ///   - record: the record that notes that the member refuses the login.
    init(
        _ member: MemberID, _ login: Login, clock: AgentClock, seed: UInt64, record: LoginRecord, log: Logger,
        whenTaken: @escaping @Reactor (_ needsRedial: Bool) -> Void
    ) {
        self.member = member
        self.login = login
        self.clock = clock
        self.seed = seed
        self.record = record
        self.log = log
        self.whenTaken = whenTaken
    }

    /// Whether the member has not accepted the login yet.
    var isPending: Bool { pending != nil }

    /// Whether the member has refused the login.
    var isRefused: Bool { pending?.isRefused == true }

    /// Begins to ask about the present login.
    func begin(needsRedial: Bool) {
        pending = Pending(needsRedial: needsRedial || pending?.needsRedial == true)
        if task == nil { task = Reactor.task { await self.ask() } } else { waiter.poke() }
    }

    /// Asks at once, unless it has just been asked.
    func retry() {
        guard let pending, .now - pending.lastTrial > Self.leastRest else { return }
        waiter.poke()
    }

    /// Notes that the link was dialled with the login.
    func linkWasDialled() {
        if pending != nil, login.isProven { settle(hasNewLink: true) }
    }

    func stop() {
        task?.cancel()
        pending = nil
    }

    private func ask() async {
        while !Task.isCancelled, pending != nil {
            pending?.lastTrial = .now
            let asked = login.changes
            do throws(PostgresError) {
                _ = try await login.prove(until: .now + Self.patience, reading: PostgresConnection.memberBytes)
                // The answer to a login that was replaced meanwhile says nothing of the present one.
                if asked == login.changes { settle(hasNewLink: false) }
            } catch {
                guard !Task.isCancelled, pending != nil else { break }
                guard asked == login.changes else { continue }
                if !isRefused {
                    log.warning(
                        "member \(member) does not take the login that was read: \(error); the one before it is used until it does"
                    )
                }
                pending?.isRefused = true
                pending?.backOff.fail(.refused, seed: seed, at: clock.now)
                _ = await waiter.wait(until: pending?.backOff.next.map { clock.moment(of: $0) } ?? .now)
            }
        }
        task = nil
    }

    private func settle(hasNewLink: Bool) {
        guard let pending else { return }
        self.pending = nil
        waiter.poke()
        log.notice("member \(member) takes the login that was read")
        whenTaken(pending.needsRedial && !hasNewLink)
    }
}
