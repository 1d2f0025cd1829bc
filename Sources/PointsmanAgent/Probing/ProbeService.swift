import LinuxReactor
import Logging
import PointsmanCore

/// Runs one prober for each member of the plan.
@Reactor
final class ProbeService {
    private var dial: (MemberID) -> [(keyword: String, value: String)]
    private var probeDial: ((MemberID) -> [(keyword: String, value: String)])?
    private var check: String
    private let clock: AgentClock
    private let seed: UInt64
    private let log: Logger
    private let record: LoginRecord
    private let post: @Reactor (Event) -> Void
    private var probers: [MemberID: MemberProber] = [:]
    private var signature: NoticeSignature?
    /// A function that is called when a member has accepted the login that ``take(check:dial:)`` gave.
    var proven: @Reactor () -> Void = {}

    /// - Parameters:
    ///   - check: the operator's `server_check_query`.
    ///   - seed: see ``Policy/seed``.
    ///   - record: the record of the members that refuse a login that was read again.
    ///   - dial: the parameters of a connection to a member as the app's role, by libpq's keywords.
    ///   - probeDial: the same as the role that probes; nil for the app's.
    init(
        check: String, clock: AgentClock, seed: UInt64 = 0, record: LoginRecord, log: Logger,
        dial: @escaping (MemberID) -> [(keyword: String, value: String)],
        probeDial: ((MemberID) -> [(keyword: String, value: String)])? = nil, post: @escaping @Reactor (Event) -> Void
    ) {
        self.dial = dial
        self.probeDial = probeDial
        self.check = check
        self.clock = clock
        self.seed = seed
        self.log = log
        self.record = record
        self.post = post
    }

    func follow(_ plan: ProbePlan) {
        for (member, prober) in probers where !plan.members.contains(member) {
            prober.stop()
            probers[member] = nil
        }
        for member in plan.members {
            if let prober = probers[member] {
                prober.follow(plan)
            } else {
                probers[member] = MemberProber(
                    member, parameters: dial(member), probing: probeDial?(member), check: check, plan: plan,
                    clock: clock, seed: seed,
                    record: record,
                    log: log, proven: { [weak self] in self?.proven() }, post: post)
                probers[member]?.take(signature)
            }
        }
    }

    /// Takes another check and other parameters for the members: each one is asked whether it accepts them.
    func take(
        check: String, dial: @escaping (MemberID) -> [(keyword: String, value: String)],
        probeDial: ((MemberID) -> [(keyword: String, value: String)])? = nil
    ) {
        self.check = check
        self.dial = dial
        self.probeDial = probeDial
        for (member, prober) in probers {
            prober.take(dial(member), probing: probeDial?(member), check: check)
        }
    }

    /// Whether `member` accepts the newest login; it has until `deadline` to answer.
    /// - Parameter member: nil for any member.
    func takesLogin(_ member: MemberID?, until deadline: ContinuousClock.Instant) async -> Bool {
        while .now < deadline, !hasTakenLogin(member), !asked(member).allSatisfy(\.refusesLogin) {
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
        return hasTakenLogin(member)
    }

    /// Whether `member` is known to accept the newest login; nil for any member.
    func hasTakenLogin(_ member: MemberID?) -> Bool {
        asked(member).contains(where: \.hasTakenLogin)
    }

    private func asked(_ member: MemberID?) -> [MemberProber] {
        member.map { [probers[$0]].compactMap(\.self) } ?? Array(probers.values)
    }

    /// Asks each member at once whether it accepts the newest login.
    func retryLogins() {
        probers.values.forEach { $0.retryLogin() }
    }

    /// Dials `member` anew at once.
    func redial(_ member: MemberID) {
        probers[member]?.redial()
    }

    /// Takes another secret for fleet notices; nil for none.
    func take(_ signature: NoticeSignature?) {
        self.signature = signature
        probers.values.forEach { $0.take(signature) }
    }

    /// Sends a notice to the fleet through `member`.
    func tell(_ notice: FleetNotice, through member: MemberID) {
        probers[member]?.tell(notice)
    }

    func stop() {
        probers.values.forEach { $0.stop() }
        probers = [:]
    }
}
