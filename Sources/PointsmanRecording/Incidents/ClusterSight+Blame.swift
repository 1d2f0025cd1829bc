import PointsmanCore

/// The owner of the time that passes in the present state.
struct Blame: Equatable, Sendable {
    var owner: IncidentReport.Owner
    let reason: String
    var kind: IncidentReport.Span.Kind?
}

extension ClusterSight {
    var blame: Blame {
        guard let decision else { return Blame(owner: .unknown, reason: "nothing was decided yet") }
        if let poolerTrouble { return Blame(owner: .pooler, reason: "PgBouncer is away: \(poolerTrouble)") }
        if case .notReady(let reason) = decision.readiness {
            if decision.check == .reach { return Blame(owner: .network, reason: reason) }
            if decision.check == .drained { return Blame(owner: .person, reason: reason) }
        }
        if isHeldByOperator { return Blame(owner: .person, reason: "clients are held by an operator") }
        let verdict = decision.verdict
        if let target = verdict.target {
            if isMoving, target == route { return Blame(owner: .person, reason: "clients wait for a planned move") }
            return work(towards: target)
        }
        return absence(verdict)
    }

    /// The primary is known, and what remains is to be done here.
    private func work(towards target: MemberID) -> Blame {
        if let refusal = self[target]?.fenceRefusal {
            return Blame(owner: .fence, reason: "the fence can't work at \(target): \(refusal)")
        }
        let operation = steps.last { if case .save = $0.operation { false } else { true } }?.operation
        switch operation ?? failedStep?.operation {
        case .pause, .drain:
            return Blame(owner: .agent, reason: "open transactions end, and new ones wait", kind: .drain)
        case .sever: return Blame(owner: .agent, reason: "connections to the old primary are cut")
        case .set: return Blame(owner: .agent, reason: "PgBouncer takes the route to \(target)")
        case .confirm: return Blame(owner: .pooler, reason: "PgBouncer logs in at \(target)", kind: .login)
        case .unroute, .refuse, .turnAway, .resume, .save:
            return Blame(owner: .agent, reason: "the route to \(target) is prepared")
        case nil: return rest(target)
        }
    }

    /// The route stands, and nothing is under way: what keeps this instance from being well is what its readiness says.
    private func rest(_ target: MemberID) -> Blame {
        guard let decision, let reason = decision.readiness.reason else {
            return Blame(owner: .agent, reason: "the route to \(target) is prepared")
        }
        switch decision.check {
        case .reroute: return Blame(owner: .agent, reason: "the route to \(target) is prepared")
        case .pooler, .canary: return Blame(owner: .pooler, reason: reason)
        case .stopping: return Blame(owner: .person, reason: "the agent was told to end")
        case .drained, .heldByOperator: return Blame(owner: .person, reason: reason)
        case .reach: return Blame(owner: .network, reason: reason)
        case .progress: return Blame(owner: .agent, reason: reason)
        case .decision, .obstacle: return Blame(owner: .manager, reason: reason)
        // A recording of format 1 does not say whose sentence it is.
        case nil: return Blame(owner: .unknown, reason: reason)
        }
    }

    /// No server is known that writes may go to.
    private func absence(_ verdict: WriteVerdict) -> Blame {
        let named = verdict.members.map(\.description).joined(separator: ", ")
        switch verdict.rule {
        case .survey: return Blame(owner: .agent, reason: "the first answers are awaited")
        case .promotion: return Blame(owner: .manager, reason: "\(named) is being promoted")
        case .restart: return Blame(owner: .manager, reason: "\(named) is back, and has not said what it is")
        case .suspect, .hold, .unavailable: return loss(of: route)
        case .ambiguous, .splitBrain, .contested, .isolated, .refused, .readOnly, .rolledBack, .route:
            return Blame(
                owner: .manager,
                reason: "\(RuleText.sentence(verdict.rule))" + (named.isEmpty ? "" : " (\(named))"))
        }
    }

    private func loss(of route: MemberID?) -> Blame {
        if areAllSilent { return Blame(owner: .network, reason: "no member answers") }
        guard let route, let seen = self[route] else {
            if let discoveryFailure { return Blame(owner: .dns, reason: discoveryFailure) }
            return Blame(owner: .manager, reason: "no member is a primary")
        }
        switch seen.failure {
        case .silent:
            return Blame(
                owner: .manager, reason: "\(route) does not answer, and no other server was promoted", kind: .silence)
        case .misbehaving:
            return Blame(owner: .network, reason: "at \(route) something answers that is no PostgreSQL server")
        case .blind(let cause):
            return Blame(owner: .manager, reason: "\(route) lives and refuses the agent's login: \(cause.text)")
        case .down:
            return Blame(owner: .manager, reason: "\(route) is gone, and no other server was promoted")
        case nil where decision?.verdict.rule == .hold || decision?.verdict.rule == .unavailable:
            return Blame(owner: .manager, reason: "\(route) is gone, and no other server was promoted")
        case nil:
            if seen.report?.isInRecovery == true {
                return Blame(owner: .manager, reason: "\(route) is a standby now, and no other server was promoted")
            }
            return Blame(owner: .agent, reason: "\(route) is asked again")
        }
    }
}
