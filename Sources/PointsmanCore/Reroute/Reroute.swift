/// Owns what the pooler is told: brings it from what it does to the goal (HowItDecides.md#the-reroute), one operation at a time but for
/// PAUSE, which may wait while others go on.
///
/// Level-triggered: ``advance(to:reaching:abandoned:policy:at:counter:)`` looks at the goal and at what stands, and starts
/// the one step that is next. Every step may be repeated. What stands is three values: what clients meet (``State``), where
/// the pooler leads writes (``CurrentRoute``), and the step that is under way (``Step``).
package struct Reroute: Equatable, Sendable {
    /// A step that is under way. A PAUSE is none: its identifier stands in ``State/draining(_:by:)``.
    private struct Step: Equatable, Sendable {
        let id: OperationID
        let operation: Operation
        /// Whether it sets the pooler to a server that is no primary yet.
        let isPreRoute: Bool
        /// Whether a PAUSE was sent after it: then its end releases no client.
        var isOvertaken = false
    }

    private(set) var state = State.open(stopped: nil)
    private(set) var route = CurrentRoute.found(nil)
    private var step: Step?
    private var retries = Retries()
    private var isPoolerUp = false
    /// When a PAUSE of ours was sent of which it is not known whether it came about; nil where there is none.
    private var unknownPause: Instant?
    /// Since when the present `hold_timeout` holds; nil since the start. A hold that is over by a shorter one ends then.
    private(set) var termsSince: Instant?
    /// How often something was begun on the pooler, or that was lost or found.
    package private(set) var interventions = 0

    package init() {}

    package var hold: Hold { state.hold }

    /// Since when no confirmed route has taken writes, nil while one does.
    package var heldSince: Instant? { state.stopped }

    /// The server that a canary has reached through the pooler since the last change; nil before.
    package var confirmed: ServerIdentity? { state.confirmation?.server }

    /// What the canary found used up where it was the fence that has confirmed the route, until a canary finds room.
    package var fullness: Fullness? { state.confirmation?.fullness }

    /// Whether canaries have failed for seconds.
    var isCanaryFailing: Bool { retries.isCanaryFailing }

    /// Whether it was a canary that failed last.
    var hasCanaryFailed: Bool { retries.hasCanaryFailed }

    /// What the pooler is set to; nil while that is not known, and where that is to lead nowhere.
    package var setting: PoolerSetting? { route.setting }

    /// The member that the pooler sends writes to, as far as is known.
    package var member: MemberID? { route.member }

    /// The last step that failed, until one succeeds.
    package var failure: String? { retries.reason }

    /// Whether a canary has reached `server`, to which writes are to go; nil where they are not to move, and any will do.
    package func isConfirmed(at server: ServerIdentity?) -> Bool {
        confirmed.map { server == nil || $0 == server } ?? false
    }

    /// Starts the next step towards `goal`, if one is due.
    /// - Parameters:
    ///   - identity: the server that a route's canary has to reach.
    ///   - abandoned: whether the server of the present route is gone, so that nothing on it can end by itself.
    package mutating func advance(
        to goal: RerouteGoal, reaching identity: ServerIdentity?, abandoned: Bool, policy: Policy, at moment: Instant,
        counter: inout OperationCounter
    ) -> (id: OperationID, operation: Operation)? {
        if case .route(let wanted) = goal { route.arrive(at: wanted.writes) }
        if isPoolerUp, goal.letsNoClientThrough, pauseOvertakes {
            step?.isOvertaken = true
            return (pause(at: moment, counter: &counter), .pause)
        }
        guard isPoolerUp, step?.operation.isPatient ?? true,
            let operation = operation(
                to: goal, reaching: identity, abandoned: abandoned, policy: policy, at: moment),
            operation != step?.operation
        else { return nil }
        // A step that failed waits before it is tried again; a hold, and its end, wait for no other step's failure.
        guard
            retries.isDue(at: moment) || (operation == .pause && !retries.isPauseFailing) || operation == .turnAway
        else { return nil }
        retries.moment = nil
        step = nil
        if operation == .pause { return (pause(at: moment, counter: &counter), .pause) }
        interventions += 1
        let id = counter.next()
        step = Step(id: id, operation: operation, isPreRoute: goal.isPreRoute)
        if operation == .sever, state.wait?.severed == nil { state.wait?.severed = moment }
        return (id, operation)
    }

    /// Whether the pooler is there and nothing is being done to it.
    var isIdle: Bool { isPoolerUp && step == nil }

    /// Whether the pooler is there and nothing changes it: a canary at most is under way.
    var isConfirmingAtMost: Bool { isPoolerUp && step?.operation.isPatient ?? true }

    /// Whether a PAUSE is to be sent although a setting is under way: that would let clients through at its end.
    private var pauseOvertakes: Bool {
        guard let step, !step.isOvertaken, !retries.isPauseFailing, case .set = step.operation else { return false }
        return true
    }

    private mutating func pause(at moment: Instant, counter: inout OperationCounter) -> OperationID {
        let id = counter.next()
        interventions += 1
        state.pause(by: id, at: moment)
        return id
    }

    /// The member whose clients `id` holds back, where that is the PAUSE which this hold waits for: the one that a setting
    /// under way leads to, or else the present one. Nil where it is another operation.
    func member(drainedBy id: OperationID) -> MemberID? {
        guard case .draining(_, let origin) = state, origin.id == id else { return nil }
        if case .set(let setting) = step?.operation { return setting.writes.member }
        return member
    }

    /// Where `operation` lets clients through to; nil where it lets none through.
    func destination(of operation: Operation) -> MemberID? {
        switch operation {
        case .set(let setting): setting.writes.member
        case .resume, .refuse: member
        case .pause, .sever, .unroute, .turnAway, .confirm, .save: nil
        }
    }

    /// When a step is due though nothing happens.
    package func nextDeadline(policy: Policy) -> Instant? {
        guard case .draining(let wait, _) = state else { return retries.moment }
        let drained = wait.since + policy.drainTimeout
        return retries.moment.map { min($0, drained) } ?? drained
    }
}

/// What comes in besides the goal.
extension Reroute {
    /// Takes the outcome of a step; that of an attempt which is no longer under way is dropped.
    package mutating func finish(_ id: OperationID, _ outcome: Outcome, at moment: Instant) {
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
        }
    }

    /// Takes that holds are limited anew from now on.
    mutating func takeTerms(at moment: Instant) { termsSince = moment }

    /// Takes that another console has changed what the pooler was told: it is set again and confirmed, or holds again.
    package mutating func take(_ doubt: Doubt?) {
        guard let doubt, setting != nil else { return }
        interventions += 1
        state.confirmation = nil
        switch doubt {
        case .writes(.some): route.degrade(to: .elsewhere)
        case .writes(nil), .rest: route.degrade(to: .inPart)
        // The hold is as old as before: what ends it is due when it was, and clients that are to be held are paused again.
        case .hold: state.letGo()
        }
    }

    /// Takes whether clients are served, as far as nothing is done here that keeps them waiting.
    mutating func take(isServed: Bool, at moment: Instant) { state.take(isServed: isServed, at: moment) }

    /// Takes whether a look's canary has found room.
    mutating func take(_ canary: PoolerSight.Canary) {
        if case .reached = canary { state.confirmation?.fullness = nil }
    }

    /// Takes what the pooler is found to be: after it was away, it holds no client unless it says so.
    package mutating func take(_ pooler: PoolerState, at moment: Instant) {
        isPoolerUp = pooler.isUp
        interventions += 1
        guard case .up(let holdsWrites, let leadsTo, _, let isRefusing) = pooler else { return state.losePooler() }
        route.find(leadsTo)
        retries.moment = nil
        state.beginAnew()
        // Whatever is paused or turns clients away now is no hold of before: its limit was reached.
        if isRefusing { state.refuse(.due) }
        defer { unknownPause = nil }
        if holdsWrites, state.hold == .none {
            // Whatever is paused after the guard has let clients go is no PAUSE of before.
            state.inheritPause(at: moment, first: isRefusing ? moment : unknownPause ?? moment)
        } else if !holdsWrites, state.hold != .none, step == nil {
            state.letGo()
        }
    }

    /// A client that the fence lets in is where the canary would have been: at the member that was set, which is of the right
    /// cluster, on the right timeline and no standby. Without any such connection nothing is known of the route.
    private mutating func take(_ fullness: Fullness, of finished: Step, at moment: Instant) {
        guard fullness.fencedConnections > 0 else { return fail(finished.operation, fullness.sentence, at: moment) }
        succeed(finished, at: moment)
        state.confirmation?.fullness = fullness
    }

    private mutating func succeed(_ finished: Step, at moment: Instant) {
        // What it stands in for has still failed.
        if finished.operation != .turnAway { retries.end() }
        switch finished.operation {
        case .set(let setting):
            route.set(setting, isPreRoute: finished.isPreRoute)
            state.set(isOvertaken: finished.isOvertaken)
        case .resume: state.resume()
        case .refuse: state.refuse()
        case .unroute(let reads):
            route = .nowhere(reads: reads)
            state.refuse()
        case .turnAway: state.turnAway(at: moment)
        case .sever: state.drain()
        case .confirm(let server): state.confirm(server)
        case .pause, .save: break
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
        case .pause, .sever, .resume, .refuse, .confirm, .save: break
        }
    }
}
