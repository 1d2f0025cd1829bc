/// Owns this instance's part in a planned move, whether it is the coordinator or not: which agent has reserved it, and
/// whether its clients are held for the move.
///
/// Every hold ends: by a route to another server, by the coordinator's notice, or by its deadline. Clients return to
/// the old primary only after a fresh proof.
struct MovePart: Codable, Equatable, Sendable {
    enum State: Codable, Equatable, Sendable {
        /// Part of no move. Becomes reserved by a roll call, or draining by a drain that comes first.
        case free
        /// The instance has said that it is present. Becomes draining by this move's drain, free by its end or after a
        /// few seconds.
        case reserved(Move, until: Instant)
        /// A PAUSE is wanted, and open transactions go on. Becomes held when they have ended; returning at
        /// `drain_timeout` or by an end; free when the route moves: the ordinary reroute goes on then.
        case draining(Stay)
        /// No transaction is open on the primary. Becomes kept by the coordinator's notice, returning without it, or
        /// draining if the pooler has lost its pause.
        case held(Stay)
        /// All instances hold. Becomes free when the route moves; returning by an end or at the deadline; draining as
        /// before.
        case kept(Stay)
        /// A cutover: this instance goes to the primary of another cluster when it is told. Becomes free by that notice;
        /// returning by an end or at the deadline.
        case expecting(Stay, Expected)
        /// Clients are to return to the primary that they came from. Becomes free by a proof that is younger than
        /// `since`, when the route moves, or when they have waited for `hold_timeout`.
        case returning(Stay, since: Instant)
    }

    struct Move: Codable, Equatable, Sendable {
        let id: MoveID
        let coordinator: FleetSender
    }

    /// A hold for a move.
    struct Stay: Codable, Equatable, Sendable {
        let move: Move
        /// The write route when the hold began.
        let from: WriteRoute
        let server: ServerIdentity?
        let began: Instant
        /// The move's deadline.
        let until: Instant
        /// The time by which the pooler must have drained.
        var drainedBy: Instant
    }

    var state = State.free
    /// The last move that this instance has left: its notices begin nothing any more.
    private(set) var left: MoveID?
    /// The last move in which this instance has followed the primary to another server.
    private(set) var moved: MoveID?

    /// How long a roll call reserves an instance that hears no more of the move.
    static let reservation = Duration.seconds(5)
    /// The time that the coordinator may take from the last drain to its notice that all hold.
    static let grace = Duration.milliseconds(750)

    /// The move that this instance takes part in; nil if it is free.
    var move: Move? {
        switch state {
        case .free: nil
        case .reserved(let move, _): move
        case .draining(let stay), .held(let stay), .kept(let stay), .returning(let stay, _), .expecting(let stay, _):
            stay.move
        }
    }

    /// The hold that this instance wants; nil if it wants none.
    var stay: Stay? {
        switch state {
        case .free, .reserved: nil
        case .draining(let stay), .held(let stay), .kept(let stay), .returning(let stay, _), .expecting(let stay, _):
            stay
        }
    }

    /// Whether clients are about to return, so that the primary's present role is needed at once.
    var isReturning: Bool { if case .returning = state { true } else { false } }

    /// Takes the coordinator's notices.
    /// - Returns: the answer; nil for none.
    mutating func take(_ heard: HeardNotice, _ context: MoveContext, at moment: Instant) -> FleetNotice.Word? {
        let notice = heard.notice
        let move = Move(id: notice.move, coordinator: notice.sender)
        switch notice.word {
        case .rollCall:
            return present(in: move, context, at: moment)
        case .cutoverCall(let target):
            if let refusal = context.refusal(of: target, mayRefuseWrites: true) { return .failed(refusal.sentence) }
            return present(in: move, context, at: moment)
        case .expect(let target): return expect(target, in: move, context, at: moment)
        case .drain(let span):
            return drain(move, for: span - max(heard.age, .zero), context, at: moment)
        case .keep(let span):
            return keep(move, for: span - max(heard.age, .zero), context, at: moment)
        case .end:
            end(move.id, at: moment)
            return nil
        case .adopt: return moved == move.id ? .adopted : nil
        case .present, .held, .kept, .expecting, .adopted, .failed: return nil
        }
    }

    private mutating func present(in move: Move, _ context: MoveContext, at moment: Instant) -> FleetNotice.Word? {
        if let other = self.move, other.id != move.id { return Self.isTaken(by: other) }
        guard stay == nil, left != move.id else { return nil }
        if let reason = context.unfitness { return .failed(reason) }
        state = .reserved(move, until: moment + Self.reservation)
        return .present(context.own)
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
            // An instance that could not hold its clients to the end would release them before the others.
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
        case .kept, .expecting: return .kept
        case .returning: return .failed("it has let its clients go")
        }
    }

    private mutating func keep(
        _ move: Move, for span: Duration, _ context: MoveContext, at moment: Instant
    ) -> FleetNotice.Word? {
        if case .held(let stay) = state, stay.move.id == move.id { state = .kept(stay) }
        return drain(move, for: span, context, at: moment)
    }

    /// Notes that a move is over.
    mutating func end(_ move: MoveID, at moment: Instant) {
        guard self.move?.id == move else { return }
        switch state {
        case .free, .returning: break
        case .reserved: leave(move)
        case .draining(let stay), .held(let stay), .kept(let stay), .expecting(let stay, _):
            state = .returning(stay, since: moment)
        }
    }

    private mutating func leave(_ move: MoveID) {
        left = move
        state = .free
    }

    /// Follows the hold, the route and the clock.
    /// - Returns: the notice for the coordinator; nil for none.
    mutating func follow(_ context: MoveContext, at moment: Instant) -> FleetNotice.Word? {
        if case .reserved(let move, let until) = state, until <= moment { leave(move.id) }
        guard let stay else { return nil }
        if hasMoved(stay, context) {
            let word: FleetNotice.Word? = if case .expecting = state { .adopted } else { nil }
            moved = stay.move.id
            leave(stay.move.id)
            return word
        }
        let isPast = moment >= stay.until
        // The limit also applies if `hold_timeout` became shorter since the hold began.
        let isOver = moment - (context.heldSince ?? stay.began) >= context.policy.holdTimeout
        let isShortened = isOver && !isPast
        let isLate = moment >= stay.drainedBy
        let isForgotten = stay.drainedBy + Self.grace <= moment
        switch state {
        case .free, .reserved: return nil
        case .draining where isShortened, .held where isShortened, .kept where isShortened,
            .expecting where isShortened:
            state = .returning(stay, since: moment)
            return .failed("its hold_timeout is over")
        case .draining where context.isDrained:
            state = .held(stay)
            return .held
        case .draining where isLate:
            state = .returning(stay, since: moment)
            return .failed("open transactions did not end within drain_timeout")
        case .held where isForgotten || isPast, .draining where isPast, .kept where isPast, .expecting where isPast:
            state = .returning(stay, since: moment)
            return nil
        case .held where !context.isDrained, .kept where !context.isDrained:
            var again = stay
            again.drainedBy = moment + context.policy.drainTimeout
            state = .draining(again)
            return nil
        case .draining, .held, .kept: return nil
        case .expecting(let stay, let expected): return lookForward(stay, expected, context)
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
}
