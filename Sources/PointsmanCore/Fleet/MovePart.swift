/// Owns this instance's part in a planned move, be it the coordinator or not: who has reserved it, and whether its clients are held
/// for that.
///
/// Every hold ends: by a route to another server, by the coordinator's word, by its deadline. Back to the old primary only by a
/// fresh proof.
struct MovePart: Equatable, Sendable {
    enum State: Equatable, Sendable {
        /// In no move. Becomes reserved by a roll call, or draining by a drain that it hears first.
        case free
        /// Has said that it is present. Becomes draining by this move's drain, free by its end or after a few seconds.
        case reserved(Move, until: Instant)
        /// PAUSE is wished, and open transactions go on. Becomes held when they have ended, returning at `drain_timeout` or by an
        /// end, free when the route moves: the ordinary reroute goes on then.
        case draining(Stay)
        /// Nothing is open on the primary. Becomes kept by the coordinator's word, returning without that, or draining where the
        /// pooler has lost its pause.
        case held(Stay)
        /// All instances hold. Becomes free when the route moves, returning by an end or at the deadline, or draining as before.
        case kept(Stay)
        /// Clients are to go back to the primary that they came from. Becomes free by a proof that is younger than `since`, when the
        /// route moves, or when they have waited for `hold_timeout`.
        case returning(Stay, since: Instant)
    }

    struct Move: Equatable, Sendable {
        let id: MoveID
        let coordinator: FleetSender
    }

    /// A hold for a move.
    struct Stay: Equatable, Sendable {
        let move: Move
        /// Where clients were led when it began.
        let from: WriteRoute
        let server: ServerIdentity?
        let began: Instant
        /// The move's deadline.
        let until: Instant
        /// By when the pooler must have drained.
        var drainedBy: Instant
    }

    private(set) var state = State.free
    /// The last move that this instance has left: its notices begin nothing any more.
    private(set) var left: MoveID?
    /// The last move in which this instance has followed the primary elsewhere.
    private(set) var moved: MoveID?

    /// For how long a roll call reserves an instance that hears no more of it.
    static let reservation = Duration.seconds(5)
    /// What the coordinator may take from the last drain to its word that all hold.
    static let grace = Duration.milliseconds(750)

    /// The move that it takes part in; nil where it is free.
    var move: Move? {
        switch state {
        case .free: nil
        case .reserved(let move, _): move
        case .draining(let stay), .held(let stay), .kept(let stay), .returning(let stay, _): stay.move
        }
    }

    /// The hold that it wishes; nil where it wishes none.
    var stay: Stay? {
        switch state {
        case .free, .reserved: nil
        case .draining(let stay), .held(let stay), .kept(let stay), .returning(let stay, _): stay
        }
    }

    /// Whether clients are about to go back, so that what their primary is now is needed at once.
    var isReturning: Bool { if case .returning = state { true } else { false } }

    /// Takes the coordinator's words.
    /// - Returns: the answer; nil for none.
    mutating func take(_ heard: HeardNotice, _ context: MoveContext, at moment: Instant) -> FleetNotice.Word? {
        let notice = heard.notice
        let move = Move(id: notice.move, coordinator: notice.sender)
        switch notice.word {
        case .rollCall:
            if let other = self.move, other.id != move.id { return Self.isTaken(by: other) }
            guard stay == nil, left != move.id else { return nil }
            if let reason = context.unfitness { return .failed(reason) }
            state = .reserved(move, until: moment + Self.reservation)
            return .present(context.own)
        case .drain(let span):
            return drain(move, for: span - max(heard.age, .zero), context, at: moment)
        case .keep(let span):
            return keep(move, for: span - max(heard.age, .zero), context, at: moment)
        case .end:
            end(move.id, at: moment)
            return nil
        case .present, .held, .kept, .failed: return nil
        }
    }

    private static func isTaken(by other: Move) -> FleetNotice.Word {
        .failed("a switchover by \(other.coordinator) is under way")
    }

    private mutating func drain(
        _ move: Move, for span: Duration, _ context: MoveContext, at moment: Instant
    ) -> FleetNotice.Word? {
        if let other = self.move, other.id != move.id { return Self.isTaken(by: other) }
        guard left != move.id else { return .failed("it has let its clients go") }
        switch state {
        case .free, .reserved:
            guard let routed = context.routed, span > .zero else { return nil }
            // One whose clients could not be held to the end would let them go before the others.
            let limit = (context.heldSince ?? moment) + context.policy.holdTimeout
            guard moment + span <= limit else {
                return .failed("its clients can't be held for that long, by its hold_timeout")
            }
            state = .draining(
                Stay(
                    move: move, from: routed, server: context.server, began: moment, until: moment + span,
                    drainedBy: moment + context.policy.drainTimeout))
            return nil
        case .draining: return nil
        case .held: return .held
        case .kept: return .kept
        case .returning: return .failed("it has let its clients go")
        }
    }

    private mutating func keep(
        _ move: Move, for span: Duration, _ context: MoveContext, at moment: Instant
    ) -> FleetNotice.Word? {
        if case .held(let stay) = state, stay.move.id == move.id { state = .kept(stay) }
        return drain(move, for: span, context, at: moment)
    }

    /// Takes that a move is over.
    mutating func end(_ move: MoveID, at moment: Instant) {
        guard self.move?.id == move else { return }
        switch state {
        case .free, .returning: break
        case .reserved: leave(move)
        case .draining(let stay), .held(let stay), .kept(let stay): state = .returning(stay, since: moment)
        }
    }

    private mutating func leave(_ move: MoveID) {
        left = move
        state = .free
    }

    /// Takes what has become of the hold, and of the route.
    /// - Returns: what the coordinator is to hear; nil for nothing.
    mutating func follow(_ context: MoveContext, at moment: Instant) -> FleetNotice.Word? {
        if case .reserved(let move, let until) = state, until <= moment { leave(move.id) }
        guard let stay else { return nil }
        if hasMoved(stay, context) {
            moved = stay.move.id
            leave(stay.move.id)
            return nil
        }
        let isHeld = if case .held = context.hold { true } else { false }
        let isPast = moment >= stay.until
        // Also where that is shorter since it began.
        let isOver = moment - (context.heldSince ?? stay.began) >= context.policy.holdTimeout
        let isShortened = isOver && !isPast
        let isLate = moment >= stay.drainedBy
        let isForgotten = stay.drainedBy + Self.grace <= moment
        switch state {
        case .free, .reserved: return nil
        case .draining where isShortened, .held where isShortened, .kept where isShortened:
            state = .returning(stay, since: moment)
            return .failed("its hold_timeout is over")
        case .draining where isHeld:
            state = .held(stay)
            return .held
        case .draining where isLate:
            state = .returning(stay, since: moment)
            return .failed("open transactions did not end within drain_timeout")
        case .held where isForgotten || isPast, .draining where isPast, .kept where isPast:
            state = .returning(stay, since: moment)
            return nil
        case .held where !isHeld, .kept where !isHeld:
            var again = stay
            again.drainedBy = moment + context.policy.drainTimeout
            state = .draining(again)
            return nil
        case .draining, .held, .kept: return nil
        case .returning(_, let since):
            let isProven = context.verdict.rule == .route && context.reportSent.map { $0 > since } ?? false
            if isProven || isOver { leave(stay.move.id) }
            return nil
        }
    }

    /// Whether writes belong to another server, or on a higher timeline, than when the hold began.
    private func hasMoved(_ stay: Stay, _ context: MoveContext) -> Bool {
        guard let target = context.verdict.target, let fence = context.fence else { return false }
        if fence.systemIdentifier != stay.from.systemIdentifier || fence.timeline > stay.from.timeline { return true }
        guard target != stay.from.member, let server = context.server else { return false }
        return server != stay.server
    }

    /// When something is due though nothing is heard.
    func nextDeadline(_ holdTimeout: Duration, heldSince: Instant?, after moment: Instant) -> Instant? {
        var next = Earliest(after: moment)
        if case .reserved(_, let until) = state { next.consider(until) }
        if let stay {
            next.consider(stay.drainedBy)
            next.consider(stay.drainedBy + Self.grace)
            next.consider(stay.until)
            next.consider((heldSince ?? stay.began) + holdTimeout)
        }
        return next.moment
    }
}
