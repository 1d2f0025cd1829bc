/// Owns what the pooler is told: brings it from what it does to the goal (DESIGN 4.5), one operation at a time but for
/// PAUSE, which may wait while others go on.
///
/// Level-triggered: ``advance(to:at:abandoned:counter:)`` looks at the goal and at what stands, and starts the one step
/// that is next. Every step may be repeated.
package struct Reroute: Equatable, Sendable {
    private struct Running: Equatable, Sendable {
        var id: OperationID
        var operation: Operation
        var isAhead = false
        /// Whether a PAUSE was sent after it: it releases nobody.
        var isOvertaken = false
    }

    /// What the pooler is set to; nil while nobody knows.
    package private(set) var setting: PoolerSetting?
    package private(set) var hold = Hold.none
    /// The server that a canary has reached through the pooler since the last change; nil before.
    package private(set) var confirmed: ServerIdentity?
    /// Since when no confirmed route has taken writes, nil while one does.
    package private(set) var heldSince: Instant?
    /// The last step that failed, until one succeeds.
    package private(set) var failure: String?
    /// Where the pooler was found to lead when nobody knew its setting.
    private var found: MemberID?
    private var isUnrouted = false
    /// Whether the setting leads to a server that was no primary yet, so that its fence has let nobody in.
    private var isAhead = false
    /// Whether a step that was to move reads alone has failed: they may go to either.
    private var isReadsUnknown = false
    private var pause: OperationID?
    private var running: Running?
    private var isRefusing = false
    private var isPoolerUp = false
    private var isPauseFailing = false
    /// Whether the route could not be set when that was tried last, in this hold.
    private var isSettingFailing = false
    /// Whether one of those settings was to lead elsewhere: it may have taken by half.
    private var isMoveFailing = false
    /// Whether somebody else has paused it, so that nobody has told us that it is drained.
    private var isFoundPaused = false
    private var retryAt: Instant?
    private var failuresInARow = 0

    /// From a step that failed to its next attempt: twice as long each time, up to the last.
    private static let retryIntervals: [Duration] = [20, 40, 80, 160, 320, 640, 1_000].map { .milliseconds($0) }

    package init() {}

    /// Whom the pooler sends writes to, as far as is known.
    package var member: MemberID? { setting?.writes.member ?? found }

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
        if isPoolerUp, goal.letsNobodyThrough, pauseOvertakes { return overtake(at: moment, counter: &counter) }
        guard isPoolerUp, running?.operation.isPatient ?? true,
            let operation = step(to: goal, reaching: identity, abandoned: abandoned, policy: policy, at: moment),
            operation != running?.operation
        else { return nil }
        // A step that failed waits before it is tried again; a hold, and its end, wait for no other step's failure.
        let isDue = retryAt.map { $0 <= moment } ?? true
        guard isDue || (operation == .pause && !isPauseFailing) || operation == .turnAway else { return nil }
        retryAt = nil
        let id = counter.next()
        running = nil
        if operation == .pause {
            pause = id
            hold = .draining(since: moment)
            heldSince = heldSince ?? moment
            confirmed = nil
        } else {
            running = Running(id: id, operation: operation)
            if case .ahead = goal { running?.isAhead = true }
        }
        return (id, operation)
    }

    /// Whether a PAUSE is to be sent although a setting is under way: that would let clients through at its end.
    private var pauseOvertakes: Bool {
        guard let running, !running.isOvertaken, !isPauseFailing, case .set = running.operation else { return false }
        return true
    }

    private mutating func overtake(
        at moment: Instant, counter: inout OperationCounter
    ) -> (id: OperationID, operation: Operation) {
        let id = counter.next()
        running?.isOvertaken = true
        pause = id
        // Where clients were held they are so still, whatever becomes of this PAUSE.
        isFoundPaused = hold.since != nil
        hold = .draining(since: moment)
        heldSince = heldSince ?? moment
        confirmed = nil
        return (id, .pause)
    }

    private func step(
        to goal: RerouteGoal, reaching identity: ServerIdentity?, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        switch goal {
        case .hold:
            return hold == .none && member != nil ? .pause : nil
        case .keep(let reads, let share):
            if let reads, let move = moveOfReads(to: reads, share: share) { return move }
            return hold == .none ? nil : .resume
        case .refuse:
            // Who was led ahead to a standby waits there, though nobody is paused. Refused once, they may be held again since:
            // by the pause of a move that has come to nothing.
            return heldSince == nil || (isRefusing && hold.since == nil) ? nil : .refuse
        case .unroute(let reads):
            if isUnrouted, hold.since == nil { return nil }
            if isStuck(policy: policy, at: moment) { return .turnAway }
            return member == nil
                ? .unroute(reads: reads)
                : move(.unroute(reads: reads), abandoned: abandoned, policy: policy, at: moment)
        case .route(let wanted):
            if isDone(wanted) {
                if isReadsUnknown { return .set(wanted) }
                return identity.flatMap { $0 == confirmed ? nil : .confirm($0) }
            }
            if let identity, differsInReadsOnly(from: wanted), confirmed == nil { return .confirm(identity) }
            return set(wanted, abandoned: abandoned, policy: policy, at: moment)
        case .ahead(let wanted):
            if isDone(wanted) || differsInReadsOnly(from: wanted) { return nil }
            return set(wanted, abandoned: abandoned, policy: policy, at: moment)
        }
    }

    private func isDone(_ wanted: PoolerSetting) -> Bool {
        setting == wanted && hold == .none && !isRefusing
    }

    /// Whether only where reads go is yet to be set: that waits for the canary, since a RELOAD among the first logins would have
    /// queries refused.
    private func differsInReadsOnly(from wanted: PoolerSetting) -> Bool {
        setting?.writes == wanted.writes && hold == .none && !isRefusing && !isReadsUnknown && failure == nil
    }

    /// Whether clients are held for a setting that can't be made, for longer than they may be.
    private func isStuck(policy: Policy, at moment: Instant) -> Bool {
        guard isSettingFailing, hold.since != nil, let heldSince else { return false }
        return moment - heldSince >= policy.holdTimeout
    }

    /// The next step to `wanted`. Who waits on the same server, or on nobody, may go on at once; only a move away must first
    /// be drained.
    private func set(
        _ wanted: PoolerSetting, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        let isMove =
            setting.map { $0.writes != wanted.writes } ?? (found.map { $0 != wanted.writes.member } ?? false)
        // Where it leads to the right server already, clients need not wait for the rest of the setting.
        if isStuck(policy: policy, at: moment) {
            return isMove || isMoveFailing || member == nil ? .turnAway : .resume
        }
        return isMove ? move(.set(wanted), abandoned: abandoned, policy: policy, at: moment) : .set(wanted)
    }

    /// Sets where reads go and how large the pools are, beside a route for writes that stays.
    private func moveOfReads(to reads: MemberID, share: Int?) -> Operation? {
        guard hold == .none, let setting else { return nil }
        let wanted = PoolerSetting(writes: setting.writes, reads: reads, share: share)
        return wanted == setting && !isReadsUnknown ? nil : .set(wanted)
    }

    /// The next step to `last`, before which nothing may be open any more on the present server.
    private func move(
        _ last: Operation, abandoned: Bool, policy: Policy, at moment: Instant
    ) -> Operation? {
        switch hold {
        case .none: .pause
        case .held, .turnedAway: last
        // That it is paused does not say that nothing is open any more: only our own PAUSE is answered with that.
        case .draining where isFoundPaused && pause == nil: .pause
        case .draining(let since): isAhead || abandoned || moment - since >= policy.drainTimeout ? .sever : nil
        }
    }

    /// When a step is due though nothing happens.
    package func nextDeadline(policy: Policy) -> Instant? {
        let (retry, drained) = deadlines(policy: policy)
        return retry.map { min($0, drained ?? $0) } ?? drained
    }

    /// The moments, each by itself, at which another step may be due though nothing happens.
    func deadlines(policy: Policy) -> (retry: Instant?, drained: Instant?) {
        guard case .draining(let since) = hold else { return (retryAt, nil) }
        return (retryAt, since + policy.drainTimeout)
    }

    /// Takes the outcome of a step; that of an attempt which is no longer under way is dropped.
    package mutating func finish(_ id: OperationID, _ outcome: Outcome, at moment: Instant) {
        if id == pause {
            finishPause(outcome, at: moment)
        } else if let finished = running, finished.id == id {
            running = nil
            switch outcome {
            case .done: succeed(finished, at: moment)
            case .failed(let reason): fail(finished.operation, reason, at: moment)
            }
        }
    }

    /// Takes what the pooler is found to be: after it was away, it holds nobody unless it says so.
    package mutating func take(_ pooler: PoolerState, at moment: Instant) {
        isPoolerUp = pooler.isUp
        guard case .up(let holdsWrites, let leadsTo, _) = pooler else {
            confirmed = nil
            return
        }
        if setting == nil { found = leadsTo }
        retryAt = nil
        if holdsWrites, hold == .none {
            hold = .draining(since: moment)
            isFoundPaused = true
            heldSince = heldSince ?? moment
            confirmed = nil
        } else if !holdsWrites, hold != .none, running == nil {
            letGo()
        }
    }

    private mutating func finishPause(_ outcome: Outcome, at moment: Instant) {
        pause = nil
        guard case .draining(let since) = hold else { return }
        switch outcome {
        case .done:
            hold = .held(since: since)
            isFoundPaused = false
            forgetFailures()
        case .failed(let reason):
            if !isFoundPaused { hold = .none }
            isPauseFailing = true
            tryAgain(after: reason, at: moment)
        }
    }

    private mutating func succeed(_ finished: Running, at moment: Instant) {
        // What it stands in for has still failed.
        if finished.operation != .turnAway { forgetFailures() }
        switch finished.operation {
        case .set(let setting):
            confirmed = self.setting?.writes == setting.writes && hold == .none ? confirmed : nil
            self.setting = setting
            isAhead = finished.isAhead
            isReadsUnknown = false
            found = nil
            if !finished.isOvertaken { letGo() }
            isRefusing = false
            isUnrouted = false
        case .resume:
            letGo()
            heldSince = nil
        case .refuse:
            letGo()
            isRefusing = true
        case .unroute:
            setting = nil
            found = nil
            letGo()
            isRefusing = true
            isUnrouted = true
        case .turnAway:
            letGo()
            hold = .turnedAway
            isRefusing = true
        case .sever:
            if case .draining(let since) = hold { hold = .held(since: since) }
        case .confirm(let identity):
            confirmed = identity
            heldSince = nil
        case .pause, .save: break
        }
    }

    private mutating func fail(_ operation: Operation, _ reason: String, at moment: Instant) {
        tryAgain(after: reason, at: moment)
        switch operation {
        case .set(let wanted):
            isSettingFailing = true
            isMoveFailing = isMoveFailing || wanted.writes.member != member
            if wanted.writes == setting?.writes {
                isReadsUnknown = true
            } else {
                // Half a setting may have taken: only setting it again tells.
                found = member
                setting = nil
            }
        case .unroute: isSettingFailing = true
        case .turnAway: isSettingFailing = false
        default: break
        }
    }

    private mutating func tryAgain(after reason: String, at moment: Instant) {
        failure = reason
        retryAt = moment + Self.retryIntervals[min(failuresInARow, Self.retryIntervals.count - 1)]
        failuresInARow += 1
    }

    private mutating func forgetFailures() {
        failure = nil
        failuresInARow = 0
        isPauseFailing = false
    }

    private mutating func letGo() {
        pause = nil
        hold = .none
        isFoundPaused = false
        isSettingFailing = false
        isMoveFailing = false
    }
}
