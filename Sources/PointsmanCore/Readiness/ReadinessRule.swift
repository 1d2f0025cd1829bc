/// The ordered rules that say why this instance is not ready, or degraded: the first one that fails wins, otherwise the
/// first one that degrades. The raw values are the names of the checks that `/readyz?verbose` lists.
package enum ReadinessRule: String, Codable, CaseIterable, Sendable {
    /// Whether the conductor makes progress. The core can't judge that itself: ``Status/standingStill(for:)``.
    case progress
    case stopping
    /// Whether an operator has drained this instance.
    case drained
    case pooler
    /// Whether the pooler serves clients, and is as it was set.
    case canary
    /// Whether this instance alone has lost the primary.
    case reach = "network"
    case heldByOperator = "operator"
    case decision = "primary"
    /// Whether the primary acknowledges writes.
    case obstacle = "writes"
    case reroute = "route"

    /// The facts that the rules look at.
    package struct Question: Sendable {
        package var isStopping: Bool
        package var isHeldByOperator: Bool
        /// Whether an operator has drained this instance.
        package var isDrained = false
        /// Why clients wait for a planned move; nil if they don't.
        package var move: String?
        package var pooler: PoolerState
        package var verdict: WriteVerdict
        package var discoveryFailure: String?
        /// Whether a canary has confirmed the route.
        var isConfirmed: Bool
        var hold: Reroute.Hold
        /// The last step of the reroute that failed.
        var rerouteFailure: String?
        /// The member that the pooler sends writes to.
        var routed: MemberID?
        /// Whether readiness is about this instance or the database, if no member takes writes.
        package var scope = ReadinessScope.instance
        /// Whether this instance has shown that it can serve.
        package var proof = OwnFault.Proof.given
        /// Whether it has failed for `suspectAfter` to do what the rules say.
        package var isOwnFault = false
        package var reach = Reach.undisturbed
        /// What is wrong with the pooler though the agent is not acting on it.
        package var poolerFinding: PoolerFinding?
        /// Why the agent's own way through the pooler is by the login of before; nil where it is not.
        package var loginRefusal: String?
        /// What keeps writes from being acknowledged by a primary that lives.
        package var obstacles = WriteObstacles()
        var members: [MemberView]
        var hasMembers: Bool { !members.isEmpty }

        package init(
            isStopping: Bool, isHeldByOperator: Bool, pooler: PoolerState, verdict: WriteVerdict,
            isConfirmed: Bool, hold: Reroute.Hold, rerouteFailure: String?, routed: MemberID?,
            discoveryFailure: String?, members: [MemberView]
        ) {
            self.isStopping = isStopping
            self.isHeldByOperator = isHeldByOperator
            self.pooler = pooler
            self.verdict = verdict
            self.discoveryFailure = discoveryFailure
            self.isConfirmed = isConfirmed
            self.hold = hold
            self.rerouteFailure = rerouteFailure
            self.routed = routed
            self.members = members
        }
    }

    /// The finding of each rule, in order.
    package static func checks(_ question: Question) -> [ReadinessCheck] {
        allCases.map { ReadinessCheck(rule: $0, finding: $0.finding(question)) }
    }

    private func finding(_ question: Question) -> ReadinessCheck.Finding {
        guard let reason = reason(question) else { return .good }
        return fails(question) ? .fails(reason) : .degrades(reason)
    }

    /// Whether the finding of this rule is this instance's fault. Every one is, before the instance has shown that it
    /// can serve.
    private func fails(_ question: Question) -> Bool {
        switch self {
        case .progress, .stopping, .drained, .pooler, .reach: true
        case _ where question.proof == .none: true
        case .canary: question.poolerFinding?.isOwnFault ?? false
        case .heldByOperator, .obstacle: false
        case .decision: question.scope == .database && isHoldOver(question)
        case .reroute:
            question.hold == .turnedAway || question.isOwnFault
                || (question.proof == .outdated && question.verdict.target != nil)
        }
    }

    /// Whether no member takes writes and no client waits for one.
    private func isHoldOver(_ question: Question) -> Bool {
        let verdict = question.verdict
        let routed = question.members.first { $0.member == question.routed }
        return verdict.action == .refuse || verdict.rule == .readOnly || routed?.standing == .readOnly
            || routed?.hasRefused == true
    }

    private func reason(_ question: Question) -> String? {
        switch self {
        case .progress: return nil
        case .stopping:
            return question.isStopping ? "stopping" : nil
        case .drained:
            return question.isDrained ? "drained by an operator" : nil
        case .pooler:
            switch question.pooler {
            case .up: return nil
            case .unknown: return "PgBouncer's console was not reached yet"
            case .down(let reason): return "PgBouncer: \(reason)"
            }
        case .canary:
            return question.poolerFinding?.sentence ?? question.loginRefusal
        case .reach:
            switch question.reach {
            case .undisturbed, .unknown, .everybody: return nil
            case .cutOff(let peer, let member):
                return "cut off: the agent at \(peer) has a route to \(member), which does not answer here"
            case .alone: return "cut off: no member, no DNS server and no other agent answers"
            }
        case .heldByOperator:
            return question.isHeldByOperator ? "held by an operator" : question.move
        case .decision:
            return decisionReason(question)
        case .obstacle:
            return question.obstacles.sentence
        case .reroute:
            if question.isConfirmed, question.hold == .none, !question.isOwnFault { return nil }
            if question.hold == .turnedAway {
                return "clients are turned away: \(question.rerouteFailure ?? "no route")"
            }
            if let failure = question.rerouteFailure { return "the route is not confirmed: \(failure)" }
            if question.isOwnFault { return "PgBouncer leads to a server that must not be written to" }
            return question.verdict.action == .refuse ? "no route is confirmed" : "the route is being set"
        }
    }

    private func decisionReason(_ question: Question) -> String? {
        var members: String { question.verdict.members.map(\.description).joined(separator: ", ") }
        switch question.verdict.rule {
        case .route: return nil
        case .suspect:
            let routed = question.members.first { $0.member == question.routed }
            if routed?.hasRefused == true { return "the primary \(members) refused writes when it was heard last" }
            return "no word of the primary \(members): \(routed?.standing.text ?? "not asked yet")"
        case .contested:
            if question.verdict.action == .refuse {
                return "contested: \(members) are primaries, and standbys follow the lower timeline"
            }
            return silence(question)
        case .isolated:
            return question.verdict.target == nil
                ? "the primary \(members) is isolated: most members no longer stream from it" : nil
        case .refused:
            // As long as writes stay with a primary that takes them, clients are served.
            let routed = question.members.first { $0.member == question.routed }
            if question.verdict.action == .keep, routed?.standing != .readOnly { return silence(question) }
            let objections = question.verdict.objections.map(\.sentence).joined(separator: "; ")
            return "\(members) is writable and not routed to: \(objections)"
        case .survey:
            return question.hasMembers
                ? "waiting for the first answer of \(members)" : question.discoveryFailure ?? "no member is known yet"
        case .ambiguous: return "the members belong to several clusters (\(members)): set system_identifier"
        case .splitBrain: return "split brain: \(members) are writable on one timeline"
        case .promotion: return "the primary is gone; \(members) is being promoted"
        case .restart: return "the primary \(members) is back, and has not said yet what it is"
        case .readOnly: return "the primary \(members) refuses writes (read-only)"
        case .rolledBack:
            let refusals = question.verdict.objections.map { "; \($0.sentence)" }.joined()
            return question.verdict.rolledBack.map { $0.sentence + refusals }
        case .hold: return "\(question.absence); clients are held"
        case .unavailable:
            if !question.hasMembers, let failure = question.discoveryFailure { return failure }
            guard members.isEmpty else { return question.absence }
            let each = question.members.map { "\($0.member) \($0.standing.text)" }.joined(separator: ", ")
            return "no member is a writable primary" + (each.isEmpty ? "" : ": \(each)")
        }
    }
}

extension ReadinessRule {
    /// What is to be said of a primary that writes stay at while it can't be seen, and another one stands beside it.
    private func silence(_ question: Question) -> String? {
        guard let routed = question.members.first(where: { $0.member == question.routed }),
            case .unknown = routed.standing
        else { return nil }
        return "no word of the primary \(routed.member), beside which another one is: \(routed.standing.text)"
    }
}

extension ReadinessRule.Question {
    init(
        _ verdict: WriteVerdict, _ view: borrowing ClusterView, _ owners: borrowing Owners, isConfirmed: Bool,
        failure: String?, move: String?, at now: Instant
    ) {
        self.init(
            isStopping: owners.isStopping, isHeldByOperator: owners.operatorHold.until != nil, pooler: owners.pooler,
            verdict: verdict, isConfirmed: isConfirmed, hold: owners.reroute.hold, rerouteFailure: failure,
            routed: owners.reroute.member, discoveryFailure: owners.directory.failure, members: view.members)
        isDrained = owners.operatorDrain.isDrained
        self.move = move
        scope = owners.policy.readiness
        proof = owners.ownFault.proof
        isOwnFault = owners.ownFault.hasLasted
        reach = owners.peers.reach
        loginRefusal = owners.watch.loginRefusal
        poolerFinding = owners.watch.finding ?? (isConfirmed ? owners.reroute.fullness.map { .full($0) } : nil)
        obstacles = owners.obstacles.obstacles(
            at: routed, view.standing(of: routed), pooler: poolerFinding, policy: owners.policy, at: now)
    }
}
