/// Owns what the pooler is told: brings it from what it does to the goal (HowItDecides.md#the-reroute), one operation at a time but for
/// PAUSE, which may wait while others go on.
///
/// Level-triggered: ``advance(to:reaching:abandoned:policy:at:counter:)`` looks at the goal and at what stands, and starts
/// the one step that is next. Every step may be repeated.
package struct Reroute: Equatable, Sendable {
    private struct Running: Equatable, Sendable {
        var id: OperationID
        var operation: Operation
        var isAhead = false
        /// Whether a PAUSE was sent after it: it releases nobody.
        var isOvertaken = false
    }

    private(set) var lead = Lead.unknown(found: nil)
    package private(set) var hold = Hold.none
    /// The server that a canary has reached through the pooler since the last change; nil before.
    package private(set) var confirmed: ServerIdentity?
    /// What the canary found used up where it was the fence that has confirmed the route, until a canary finds room.
    package private(set) var fullness: Fullness?
    /// Since when no confirmed route has taken writes, nil while one does.
    package private(set) var heldSince: Instant?
    /// Since when the present `hold_timeout` holds; nil since the start. A hold that is over by a shorter one ends then.
    private(set) var termsSince: Instant?
    /// Whether clients that can't be served fail soon, or are turned away; only a setting ends that.
    private(set) var isRefusing = false
    /// Whether the pooler has to be told that anew: what it was told is gone with its process, or with the session.
    private(set) var isRefusalDue = false
    /// Whether the server that it was set to lead to was no primary yet, so that its fence has let nobody in.
    private(set) var isAhead = false
    /// Whether a client's round trip has failed where it leads, at a server that lets nobody in: clients wait in logins.
    private(set) var isUnserved = false
    /// Whether the route could not be set when that was tried last, in this hold.
    private(set) var isSettingFailing = false
    /// Whether one of those settings was to lead elsewhere: it may have taken by half.
    private(set) var isMoveFailing = false
    /// Whether somebody else has led writes to another member than it was set to.
    private(set) var isAstray = false
    private(set) var times = PauseTimes()
    private var running: Running?
    private var retries = Retries()
    private var isPoolerUp = false
    /// How often something was begun on the pooler, or that was lost or found.
    package private(set) var interventions = 0

    package init() {}

    /// Whether clients are held or turned away, or wait in logins to where they were led ahead.
    var hasClientsWait: Bool { hold != .none || (isAhead && !isRefusing) }

    /// Whether canaries have failed for seconds.
    var isCanaryFailing: Bool { retries.isCanaryFailing }

    /// Whether it was a canary that failed last.
    var hasCanaryFailed: Bool { retries.hasCanaryFailed }

    /// What the pooler is set to; nil while nobody knows, and where that is to lead nowhere.
    package var setting: PoolerSetting? { lead.setting }

    /// Whom the pooler sends writes to, as far as is known.
    package var member: MemberID? { lead.member }

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
        if case .route(let wanted) = goal, wanted.writes == setting?.writes { isAhead = false }
        if isPoolerUp, goal.letsNobodyThrough, pauseOvertakes {
            let id = counter.next()
            running?.isOvertaken = true
            interventions += 1
            drain(by: id, at: moment)
            return (id, .pause)
        }
        guard isPoolerUp, running?.operation.isPatient ?? true,
            let operation = step(to: goal, reaching: identity, abandoned: abandoned, policy: policy, at: moment),
            operation != running?.operation
        else { return nil }
        // A step that failed waits before it is tried again; a hold, and its end, wait for no other step's failure.
        guard
            retries.isDue(at: moment) || (operation == .pause && !retries.isPauseFailing) || operation == .turnAway
        else { return nil }
        retries.moment = nil
        running = nil
        interventions += 1
        let id = counter.next()
        if operation == .pause {
            drain(by: id, at: moment)
        } else {
            running = Running(id: id, operation: operation)
            if operation == .sever { times.severed = moment }
            if case .ahead = goal { running?.isAhead = true }
        }
        return (id, operation)
    }

    /// Whether the pooler is there and nothing is being done to it.
    var isIdle: Bool { isPoolerUp && running == nil }

    /// Whether the pooler is there and nothing changes it: a canary at most is under way.
    var isConfirmingAtMost: Bool { isPoolerUp && running?.operation.isPatient ?? true }

    /// Takes that somebody else has changed what the pooler was set to: it is set again, and confirmed.
    package mutating func take(_ doubt: Doubt?) {
        guard let doubt, let setting else { return }
        confirmed = nil
        interventions += 1
        lead = .to(setting, areReadsKnown: false)
        if case .writes(.some) = doubt { isAstray = true }
    }

    /// Takes whether clients are served, as far as nothing is done here that keeps them waiting.
    mutating func take(isServed: Bool, at moment: Instant) {
        guard hold == .none, !isRefusing, isServed == isUnserved else { return }
        isUnserved = !isServed
        heldSince = isServed ? nil : heldSince ?? moment
    }

    /// Whether a PAUSE is to be sent although a setting is under way: that would let clients through at its end.
    private var pauseOvertakes: Bool {
        guard let running, !running.isOvertaken, !retries.isPauseFailing, case .set = running.operation else {
            return false
        }
        return true
    }

    private mutating func drain(by id: OperationID, at moment: Instant) {
        hold = .draining(since: moment, by: hold.since == nil ? .own(id) : .again(id))
        heldSince = heldSince ?? moment
        isUnserved = false
        times.send(at: moment)
        confirmed = nil
    }

    /// Whose clients are held back by `id`, where that is the PAUSE which this hold waits for: those of the member that a setting
    /// under way leads to, or else of the present one. Nil where it is another operation.
    func member(drainedBy id: OperationID) -> MemberID? {
        guard case .draining(_, let pause) = hold, pause.id == id else { return nil }
        if case .set(let setting) = running?.operation { return setting.writes.member }
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
        guard case .draining(let since, _) = hold else { return retries.moment }
        let drained = since + policy.drainTimeout
        return retries.moment.map { min($0, drained) } ?? drained
    }

    /// Takes the outcome of a step; that of an attempt which is no longer under way is dropped.
    package mutating func finish(_ id: OperationID, _ outcome: Outcome, at moment: Instant) {
        if case .draining(let since, let pause) = hold, pause.id == id {
            switch outcome {
            case .done, .doneUnused:
                hold = .held(since: waiting(since: since))
                retries.end()
            case .full: break
            case .failed(let reason):
                hold = pause == .own(id) ? .none : .draining(since: since, by: .found)
                if hold == .none { times = PauseTimes() }
                retries.take(reason, isPause: true, at: moment)
            }
        } else if let finished = running, finished.id == id {
            running = nil
            switch outcome {
            case .done, .doneUnused: succeed(finished)
            case .full(let fullness): take(fullness, of: finished, at: moment)
            case .failed(let reason): fail(finished.operation, reason, at: moment)
            }
        }
    }

    /// Takes that holds are limited anew from now on.
    mutating func takeTerms(at moment: Instant) { termsSince = moment }

    /// Takes what the pooler is found to be: after it was away, it holds nobody unless it says so.
    package mutating func take(_ pooler: PoolerState, at moment: Instant) {
        isPoolerUp = pooler.isUp
        isUnserved = false
        interventions += 1
        guard case .up(let holdsWrites, let leadsTo, _, let isRefusing) = pooler else {
            confirmed = nil
            return
        }
        switch lead {
        case .unknown: lead = .unknown(found: leadsTo)
        case .nowhere where leadsTo != nil: lead = .unknown(found: leadsTo)
        // It has begun anew on a file that is not ours.
        case .to(let setting, _) where leadsTo != setting.writes.member:
            lead = .to(setting, areReadsKnown: false)
            isAstray = leadsTo != nil
        case .nowhere, .to: break
        }
        retries.moment = nil
        if isRefusing { self.isRefusing = true }
        isRefusalDue = self.isRefusing
        // Whatever is paused or turns clients away now is no hold of before: its limit was reached.
        if isRefusing { letGo() }
        if holdsWrites, hold == .none {
            hold = .draining(since: moment, by: .found)
            times.find(at: moment)
            heldSince = heldSince ?? moment
            confirmed = nil
        } else if !holdsWrites, hold != .none, running == nil {
            letGo()
        }
    }

    /// Who is let in by the fence is where the canary would have been: at the member that was set, which is of the right cluster,
    /// on the right timeline and no standby. Without any such connection nothing is known of the route.
    private mutating func take(_ fullness: Fullness, of finished: Running, at moment: Instant) {
        guard fullness.fencedConnections > 0 else { return fail(finished.operation, fullness.sentence, at: moment) }
        succeed(finished)
        if confirmed != nil { self.fullness = fullness }
    }

    /// Takes whether a look's canary has found room.
    mutating func take(_ canary: PoolerSight.Canary) {
        if case .reached = canary { fullness = nil }
    }

    private mutating func succeed(_ finished: Running) {
        // What it stands in for has still failed.
        if finished.operation != .turnAway { retries.end() }
        switch finished.operation {
        case .set, .refuse, .unroute, .turnAway: isRefusalDue = false
        case .resume, .confirm, .pause, .sever, .save: break
        }
        switch finished.operation {
        case .set(let setting):
            isAhead = finished.isAhead || (isAhead && self.setting?.writes == setting.writes)
            lead = .to(setting, areReadsKnown: true)
            isAstray = false
            if !finished.isOvertaken { letGo() }
            isRefusing = false
        case .resume:
            letGo()
            heldSince = nil
        case .refuse:
            letGo()
            isRefusing = true
            isUnserved = false
        case .unroute(let reads):
            lead = .nowhere(reads: reads)
            isAstray = false
            letGo()
            isRefusing = true
        case .turnAway:
            letGo()
            hold = .turnedAway
            isRefusing = true
        case .sever:
            if case .draining(let since, _) = hold { hold = .held(since: waiting(since: since)) }
        // Not where somebody has paused since: that hold has yet to end.
        case .confirm(let identity) where hold == .none:
            confirmed = identity
            fullness = nil
            heldSince = nil
            isUnserved = false
        case .confirm, .pause, .save: break
        }
    }

    /// Since when clients wait that were paused at `since`: they may have waited on a server before that has let nobody in.
    private func waiting(since: Instant) -> Instant {
        isRefusing ? since : heldSince ?? since
    }

    private mutating func fail(_ operation: Operation, _ reason: String, at moment: Instant) {
        retries.take(reason, isCanary: operation.isPatient, at: moment)
        switch operation {
        case .set(let wanted):
            isSettingFailing = true
            isMoveFailing = isMoveFailing || wanted.writes.member != member
            // Half a setting may have taken: only setting it again tells.
            if let setting, setting.writes == wanted.writes {
                lead = .to(setting, areReadsKnown: false)
            } else {
                lead = .unknown(found: member)
            }
        case .unroute: isSettingFailing = true
        case .turnAway: isSettingFailing = false
        default: break
        }
    }

    private mutating func letGo() {
        hold = .none
        times = PauseTimes()
        isSettingFailing = false
        isMoveFailing = false
    }
}
