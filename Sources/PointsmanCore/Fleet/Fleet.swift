/// Owns what this agent and the others of its fleet tell each other through the primary, and this instance's part in a
/// planned move (PlannedMoves.md).
struct Fleet: Codable, Sendable {
    private(set) var part = MovePart()
    private(set) var move = FleetMove()
    /// The number of refused notices of each kind, in the order of ``NoticeRefusal``.
    private(set) var refusals = NoticeRefusal.allCases.map { NoticeCount(kind: $0) }
    /// The number of moves led by this agent that ended in each way, in the order of ``MoveEnd/words``.
    private(set) var ends = MoveEnd.words.map { MoveCount(word: $0) }
    private var filter = NoticeFilter()
    private var inbox: [HeardNotice] = []
    private var requests: [OperatorRequest] = []
    private var sequence: UInt64 = 0
    private var counted: MoveID?

    /// Takes a notice that the shell has verified.
    /// - Parameter ways: the members through which notices count besides the new primary that a cutover leads to: those
    ///   that writes go to, or are about to.
    mutating func take(_ heard: HeardNotice, ways: [MemberID?], at moment: Instant) {
        if let refusal = filter.refusal(of: heard, ways: ways + [part.destination], at: moment) {
            return refuse(refusal)
        }
        inbox.append(heard)
    }

    /// The member whose cluster this instance is told to adopt by a notice that has just come; nil if none has.
    var adoption: MemberID? { inbox.last.flatMap { part.adoption($0.notice) } }

    /// Counts refused notices.
    mutating func refuse(_ refusal: NoticeRefusal, times: UInt64 = 1) {
        for index in refusals.indices where refusals[index].kind == refusal { refusals[index].times += times }
    }

    mutating func take(_ request: OperatorRequest) {
        switch request {
        case .prepareMove, .adoptMove, .endMove: requests.append(request)
        case .hold, .release, .adoptFence, .resetFence, .drain, .undrain: break
        }
    }

    /// Whether nothing has come, and no move is under way.
    var isIdle: Bool { requests.isEmpty && inbox.isEmpty && part.move == nil && move.lead == nil }

    /// Processes the requests and notices that have come.
    /// - Returns: the notices to send.
    mutating func follow(_ context: MoveContext, at moment: Instant) -> [Directive] {
        var words: [(MoveID, FleetNotice.Word)] = []
        for request in requests {
            switch request {
            case .prepareMove(let id, let span, let target):
                if let word = move.prepare(id, for: span, to: target, part: part.move, context, at: moment) {
                    words.append((id, word))
                }
            case .adoptMove:
                if let id = move.lead?.id, let word = move.vote(at: moment) { words.append((id, word)) }
            case .endMove(let ending):
                // What all instances have been told to adopt can't be taken back.
                if move.isAdopting { continue }
                let id = move.lead?.id ?? part.move?.id
                let word = move.end(ending)
                if let id {
                    words.append((id, word ?? .end(ending)))
                    part.end(id, at: moment)
                }
            default: break
            }
        }
        for heard in inbox {
            if let word = part.take(heard, context, at: moment) { words.append((heard.notice.move, word)) }
            if let word = move.take(heard.notice, at: moment) { words.append((heard.notice.move, word)) }
        }
        requests = []
        inbox = []
        let taken = part.move?.id
        if let taken, let word = part.follow(context, at: moment) { words.append((taken, word)) }
        let led = move.lead?.id
        if let led, let word = move.follow(part, context, at: moment) { words.append((led, word)) }
        for (id, word) in words { if case .end = word { part.end(id, at: moment) } }
        count()
        guard let me = context.me, let member = context.verdict.target ?? context.routed?.member else { return [] }
        return words.map { id, word in
            sequence += 1
            return .notify(FleetNotice(sender: me, sequence: sequence, move: id, word: word), at: member)
        }
    }

    private mutating func count() {
        guard case .over(let id, let end) = move.state, counted != id else { return }
        counted = id
        for index in ends.indices where ends[index].word == end.word { ends[index].times += 1 }
    }

    /// Whether clients are held for a move.
    var isHolding: Bool { part.stay != nil }

    func nextDeadline(_ policy: Policy, heldSince: Instant?, after moment: Instant) -> Instant? {
        var next = Earliest(after: moment)
        next.consider(part.nextDeadline(policy.holdTimeout, heldSince: heldSince, after: moment))
        next.consider(move.nextDeadline(policy, after: moment))
        return next.moment
    }

    /// The report for the status.
    var report: MoveReport {
        MoveReport(part: part, move: move, refusals: refusals, ends: ends)
    }
}

/// The number of notices that were refused for one reason.
package struct NoticeCount: Codable, Equatable, Sendable {
    package let kind: NoticeRefusal
    package fileprivate(set) var times: UInt64 = 0
}

/// The number of moves led by this agent that ended in one way.
package struct MoveCount: Codable, Equatable, Sendable {
    package let word: String
    package fileprivate(set) var times: UInt64 = 0
}
