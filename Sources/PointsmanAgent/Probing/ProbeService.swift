import LinuxReactor
import Logging
import PointsmanCore

/// Runs one prober a member, as the plan says.
@Reactor
final class ProbeService {
    private let dial: (MemberID) -> [(keyword: String, value: String)]
    private let check: String
    private let clock: AgentClock
    private let seed: UInt64
    private let log: Logger
    private let post: @Reactor (Event) -> Void
    private var probers: [MemberID: MemberProber] = [:]

    /// - Parameters:
    ///   - check: the operator's `server_check_query`.
    ///   - seed: see ``Policy/seed``.
    ///   - dial: how to connect to a member, in libpq's keywords.
    init(
        check: String, clock: AgentClock, seed: UInt64 = 0, log: Logger,
        dial: @escaping (MemberID) -> [(keyword: String, value: String)], post: @escaping @Reactor (Event) -> Void
    ) {
        self.dial = dial
        self.check = check
        self.clock = clock
        self.seed = seed
        self.log = log
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
                    member, parameters: dial(member), check: check, plan: plan, clock: clock, seed: seed, log: log,
                    post: post
                )
            }
        }
    }

    /// Looks at once whether `member` still takes connections.
    func redial(_ member: MemberID) {
        probers[member]?.redial()
    }

    func stop() {
        probers.values.forEach { $0.stop() }
        probers = [:]
    }
}
