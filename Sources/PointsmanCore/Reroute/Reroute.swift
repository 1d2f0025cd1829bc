/// Owns the operations on the pooler: brings the pooler to the goal (HowItDecides.md#the-reroute), one operation at a
/// time except PAUSE, which may wait while others go on.
///
/// Level-triggered: ``advance(to:reaching:abandoned:policy:at:counter:)`` compares the goal with the present state and
/// starts the next step. Every step may be repeated. Three values make up the state: what clients meet (``State``),
/// where the pooler leads writes (``CurrentRoute``), and the step that is under way (``Step``).
package struct Reroute: Codable, Equatable, Sendable {
    /// A step that is under way. A PAUSE is not one: its identifier is in ``State/draining(_:by:)``.
    private struct Step: Codable, Equatable, Sendable {
        let id: OperationID
        let operation: Operation
        /// Whether it sets the pooler to a server that is not a primary yet.
        let isPreRoute: Bool
        /// Whether a PAUSE was sent after it: then its end releases no client.
        var isOvertaken = false
    }

    private(set) var state = State.open(stopped: nil)
    private(set) var route = CurrentRoute.found(nil)
    private var step: Step?
    private var retries = Retries()
    private var isPoolerUp = false
    /// Whether the last setting has changed the fence at a member that stays, and no canary has passed since: whether
    /// PgBouncer has read it can't be seen, since SHOW DATABASES shows addresses only.
    private var isFenceUnproven = false
    /// When a PAUSE of ours was sent of which it is not known whether it came about; nil where there is none.
    private var unknownPause: Instant?
    /// Since when the present `hold_timeout` holds; nil since the start. A hold that is over by a shorter one ends then.
    private(set) var termsSince: Instant?
    /// The number of operations begun on the pooler, and of times that it was lost, found or changed by others.
    package private(set) var interventions = 0

    package init() {}

    /// Whether canaries have failed for seconds.
    var isCanaryFailing: Bool { retries.isCanaryFailing }

    /// Whether the step that failed last was a canary.
    var hasCanaryFailed: Bool { retries.hasCanaryFailed }

    /// The reason of the last step that failed; nil once one succeeds.
    package var failure: String? { retries.reason }

    /// Starts the next step towards `goal`, if one is due.
    /// - Parameters:
    ///   - identity: the server that the route's canary has to reach.
    ///   - abandoned: whether the server of the present route is gone, so that no transaction on it can end by itself.
    ///   - provesFirst: whether a hold is paused again before it ends, since it counts whether it has let clients through.
    package mutating func advance(
        to goal: RerouteGoal, reaching identity: ServerIdentity?, abandoned: Bool, provesFirst: Bool = false,
        policy: Policy, at moment: Instant, counter: inout OperationCounter
    ) -> (id: OperationID, operation: Operation)? {
        if case .route(let wanted) = goal { route.arrive(at: wanted.writes) }
        if isPoolerUp, goal.letsNoClientThrough, pauseOvertakes {
            step?.isOvertaken = true
            return (pause(by: goal.stop, at: moment, counter: &counter), goal.stop)
        }
        guard isPoolerUp, step?.operation.isPatient ?? true,
            let operation = provesFirst && canProveHold
                ? proof(by: goal.stop, policy: policy, at: moment)
                : operation(to: goal, reaching: identity, abandoned: abandoned, policy: policy, at: moment),
            operation != step?.operation
        else { return nil }
        // A step that failed waits before it is tried again. A hold and its end do not wait for another step's failure.
        guard
            retries.isDue(at: moment) || (operation.stops && !retries.isPauseFailing) || operation == .turnAway
        else { return nil }
        retries.moment = nil
        step = nil
        if operation.stops { return (pause(by: operation, at: moment, counter: &counter), operation) }
        interventions += 1
        let id = counter.next()
        step = Step(id: id, operation: operation, isPreRoute: goal.isPreRoute)
        if operation == .sever, state.wait?.severed == nil { state.wait?.severed = moment }
        return (id, operation)
    }

    /// Whether no transaction is open on the routed server: none that only reads either, where reads lead to it.
    var isDrained: Bool {
        guard case .held(let wait) = state else { return false }
        return wait.coversReads || setting?.leadsReadsAlong != true
    }

    /// Whether the pooler is up and no step is under way.
    var isIdle: Bool { isPoolerUp && step == nil }

    /// Whether the pooler is up and nothing changes it: at most a canary is under way.
    var isConfirmingAtMost: Bool { isPoolerUp && step?.operation.isPatient ?? true }

    /// Whether the answer to a PAUSE can tell whether any client was let through: clients are held, or that PAUSE is under way.
    var canProveHold: Bool {
        guard isPoolerUp, !retries.isPauseFailing, step == nil || step?.operation == .sever else { return false }
        switch state {
        case .held, .draining(_, by: .ours), .draining(_, by: .reissued): return true
        case .open, .served, .unserved, .draining(_, by: .inherited), .turnedAway, .refused: return false
        }
    }

    /// Whether a PAUSE is to be sent although a setting is under way, since the setting's end would let clients
    /// through.
    private var pauseOvertakes: Bool {
        guard let step, !step.isOvertaken, !retries.isPauseFailing, case .set = step.operation else { return false }
        return true
    }

    private mutating func pause(
        by operation: Operation, at moment: Instant, counter: inout OperationCounter
    ) -> OperationID {
        let id = counter.next()
        interventions += 1
        state.pause(by: id, coversReads: operation == .drain, at: moment)
        return id
    }

    /// The member whose clients `id` holds back, if `id` is the PAUSE that this hold waits for: the member of a setting
    /// that is under way, or else the present one. Nil for any other operation.
    func member(drainedBy id: OperationID) -> MemberID? {
        guard case .draining(_, let origin) = state, origin.id == id else { return nil }
        if case .set(let setting) = step?.operation { return setting.writes.member }
        return member
    }

    /// When a step is due without a further event; nil if none is.
    package func nextDeadline(policy: Policy) -> Instant? {
        guard case .draining(let wait, _) = state else { return retries.moment }
        let drained = wait.since + policy.drainTimeout
        return retries.moment.map { min($0, drained) } ?? drained
    }
}

/// The inputs besides the goal.
extension Reroute {
    /// Takes the outcome of a step. The outcome of an attempt that is no longer under way is dropped.
    /// - Returns: whether the pooler has done it, so that it answers.
    @discardableResult
    package mutating func finish(_ id: OperationID, _ outcome: Outcome, at moment: Instant) -> Bool {
        if case .draining(_, let origin) = state, origin.id == id {
            switch outcome {
            case .done, .doneUnused:
                state.drain()
                retries.end()
            case .full: break
            case .failed(let reason):
                unknownPause = state.wait?.first
                state.failPause()
                retries.take(reason, isPause: true, at: moment)
            }
        } else if let finished = step, finished.id == id {
            step = nil
            switch outcome {
            case .done, .doneUnused: succeed(finished, at: moment)
            case .full(let fullness): take(fullness, of: finished, at: moment)
            case .failed(let reason): fail(finished.operation, reason, at: moment)
            }
        } else {
            return false
        }
        return if case .failed = outcome { false } else { true }
    }

    /// Notes that the limit of holds has changed.
    mutating func takeTerms(at moment: Instant) { termsSince = moment }

    /// Takes a change that another console has made: the route is set again and confirmed, or clients are held again.
    package mutating func take(_ doubt: Doubt?) {
        guard let doubt, setting != nil || doubt == .hold else { return }
        interventions += 1
        state.confirmation = nil
        switch doubt {
        case .writes(.some): route.degrade(to: .elsewhere)
        case .writes(nil), .rest: route.degrade(to: .inPart)
        // The hold keeps its age: its end is due as before, and clients that are to be held are paused again.
        case .hold: state.letGo()
        }
    }

    /// Takes whether clients are served, unless this agent itself keeps them waiting.
    mutating func take(isServed: Bool, at moment: Instant) { state.take(isServed: isServed, at: moment) }

    /// Takes whether the canary of a look got through.
    mutating func take(_ canary: PoolerSight.Canary) {
        if case .reached = canary { state.confirmation?.fullness = nil }
    }

    /// Takes the state of the pooler. A pooler that was away holds no client unless it says so.
    package mutating func take(_ pooler: PoolerState, at moment: Instant) {
        isPoolerUp = pooler.isUp
        interventions += 1
        guard case .up(let holdsWrites, let leadsTo, _, let isRefusing) = pooler else { return state.losePooler() }
        route.find(leadsTo)
        retries.moment = nil
        state.beginAnew()
        // The guard's refusal ends any earlier hold: its limit was reached.
        if isRefusing { state.refuse(.due) }
        defer { unknownPause = nil }
        if holdsWrites, state.hold == .none {
            // Whatever is paused after the guard has let clients go is no PAUSE of before.
            state.inheritPause(at: moment, first: isRefusing ? moment : unknownPause ?? moment)
        } else if !holdsWrites, state.hold != .none, step == nil {
            state.letGo()
        }
    }

    /// Takes a canary that found no free connection. A fenced connection proves as much as the canary would: it leads
    /// to the member that was set, of the right cluster and timeline and no standby. Without one the canary has failed.
    private mutating func take(_ fullness: Fullness, of finished: Step, at moment: Instant) {
        guard fullness.fencedConnections > 0 else { return fail(finished.operation, fullness.sentence, at: moment) }
        succeed(finished, at: moment)
        state.confirmation?.fullness = fullness
    }

    private mutating func succeed(_ finished: Step, at moment: Instant) {
        // Turning clients away replaces a step that still fails.
        if finished.operation != .turnAway { retries.end() }
        switch finished.operation {
        case .set(let setting):
            let stays = route.member == setting.writes.member
            isFenceUnproven = stays && (isFenceUnproven || route.setting?.writes != setting.writes)
            route.set(setting, isPreRoute: finished.isPreRoute)
            state.set(isOvertaken: finished.isOvertaken)
        case .resume: state.resume()
        case .refuse: state.refuse()
        case .unroute(let reads):
            route = .nowhere(reads: reads)
            state.refuse()
        case .turnAway: state.turnAway(at: moment)
        case .sever: state.drain()
        case .confirm(let server):
            isFenceUnproven = false
            state.confirm(server)
        case .pause, .drain, .save: break
        }
    }

    private mutating func fail(_ operation: Operation, _ reason: String, at moment: Instant) {
        retries.take(reason, isCanary: operation.isPatient, at: moment)
        switch operation {
        case .set(let wanted):
            route.fail(wanted)
            state.takeSetting(fails: true)
        case .unroute: state.takeSetting(fails: true)
        case .turnAway: state.takeSetting(fails: false)
        // The fence of before may refuse the server, if PgBouncer has not read its file since: it is told again.
        case .confirm: if isFenceUnproven, isCanaryFailing { route.degrade(to: .inPart) }
        case .pause, .drain, .sever, .resume, .refuse, .save: break
        }
    }
}
