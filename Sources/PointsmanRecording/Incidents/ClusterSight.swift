import PointsmanCore

/// Keeps what a recording's events tell of the members, the pooler and the operations under way.
struct ClusterSight: Sendable {
    struct Seen: Sendable {
        let member: MemberID
        var report: ServerReport?
        /// When the probe of the report was sent, and when its answer came.
        var sent: Instant?
        /// The report before that, and when its probe was sent: the pace of the log.
        var earlier: (lsn: LSN, sent: Instant)?
        var failure: ProbeFailure?
        var failedAt: Instant?
        /// Why the fence's statement can't work there.
        var fenceRefusal: String?
    }

    /// An operation that is under way, or the last one that has failed.
    struct Step: Sendable {
        let id: OperationID
        let operation: Operation
        let began: Instant
    }

    private(set) var members: [Seen] = []
    private(set) var steps: [Step] = []
    private(set) var failedStep: (operation: Operation, reason: String)?
    private(set) var decision: Decision?
    /// The member that the pooler leads writes to.
    var route: MemberID?
    private(set) var poolerTrouble: String?
    private(set) var discoveryFailure: String?
    /// When an operator's hold ends; nil while there is none.
    private var operatorUntil: Instant?
    var isHeldByOperator: Bool { operatorUntil != nil }
    private(set) var isMoving = false
    private(set) var isStopping = false
    private(set) var managerTimes: ManagerTimes?

    subscript(member: MemberID?) -> Seen? { member.flatMap { id in members.first { $0.member == id } } }

    /// The members whose last answer shows a server that takes writes.
    var writable: [Seen] {
        members.filter { $0.failure == nil && $0.report.map { !$0.isInRecovery && !$0.isReadOnly } ?? false }
    }

    var areAllSilent: Bool {
        !members.isEmpty
            && members.allSatisfy { if case .silent? = $0.failure { true } else { false } }
    }

    /// Takes what a conductor has known when the recording begins.
    mutating func take(_ status: Status?) {
        guard let status else { return }
        for known in status.members {
            update(known.member.id) { $0.report = known.report }
        }
        route = status.setting?.writes.member
        decision = Decision(
            verdict: status.verdict, readiness: status.readiness, weight: .info, check: status.decidingRule)
        operatorUntil = status.heldByOperatorUntil
        isMoving = status.move.part.holds
        isStopping = status.isStopping
        if case .down(let reason) = status.pooler { poolerTrouble = reason }
        discoveryFailure = status.discoveryFailure
    }

    mutating func take(_ event: Event, at now: Instant) {
        if let operatorUntil, operatorUntil <= now { self.operatorUntil = nil }
        switch event {
        case .discovery(let result):
            if case .failure(let reason) = result { discoveryFailure = reason } else { discoveryFailure = nil }
            if let named = result.named {
                for member in named.members { update(member.id) { _ in } }
            }
        case .observed(let observation): take(observation, at: now)
        case .linkLost(let member, let failure): fail(member, failure, at: now)
        case .fenceTried(let member, let trial):
            update(member) {
                if case .refused(let words) = trial { $0.fenceRefusal = words } else { $0.fenceRefusal = nil }
            }
        case .source(_, _, .present(let times?)): managerTimes = times
        case .pooler(let state):
            switch state {
            case .up(_, let member, _, _):
                poolerTrouble = nil
                route = route ?? member
            case .down(let reason): poolerTrouble = reason
            case .unknown: break
            }
        case .request(let request):
            switch request {
            case .hold(let duration): operatorUntil = now + duration
            case .release: operatorUntil = nil
            case .prepareMove: isMoving = true
            case .endMove: isMoving = false
            case .adoptFence, .resetFence, .adoptMove, .drain, .undrain: break
            }
        case .notice(let heard):
            switch heard.notice.word {
            case .drain, .keep: isMoving = true
            case .end: isMoving = false
            default: break
            }
        case .shutdown: isStopping = true
        default: break
        }
    }

    mutating func begin(_ id: OperationID, _ operation: Operation, at now: Instant) {
        steps.append(Step(id: id, operation: operation, began: now))
    }

    /// The operation that has ended; nil if it is not known here.
    mutating func finish(_ id: OperationID, _ outcome: Outcome) -> Step? {
        guard let index = steps.firstIndex(where: { $0.id == id }) else { return nil }
        let step = steps.remove(at: index)
        switch outcome {
        case .done, .doneUnused:
            failedStep = nil
            if case .set(let setting) = step.operation { route = setting.writes.member }
            if case .unroute = step.operation { route = nil }
        case .full(let fullness): failedStep = (step.operation, fullness.sentence)
        case .failed(let reason): failedStep = (step.operation, reason)
        }
        return step
    }

    mutating func take(_ decision: Decision) {
        self.decision = decision
        guard decision.readiness == .ready else { return }
        isMoving = false
        operatorUntil = nil
    }

    private mutating func take(_ observation: Observation, at now: Instant) {
        switch observation.result {
        case .failure(let failure): fail(observation.member, failure, at: now)
        case .report(let report):
            update(observation.member) { seen in
                if let lsn = seen.report?.lsn, let sent = seen.sent, seen.report?.identity == report.identity {
                    seen.earlier = (lsn, sent)
                }
                seen.report = report
                seen.sent = observation.sent
                seen.failure = nil
                seen.failedAt = nil
            }
        }
    }

    private mutating func fail(_ member: MemberID, _ failure: ProbeFailure, at now: Instant) {
        update(member) { seen in
            seen.failure = failure
            seen.failedAt = seen.failedAt ?? now
        }
    }

    private mutating func update(_ member: MemberID, _ change: (inout Seen) -> Void) {
        if let index = members.firstIndex(where: { $0.member == member }) { return change(&members[index]) }
        var seen = Seen(member: member)
        change(&seen)
        members.append(seen)
    }
}
