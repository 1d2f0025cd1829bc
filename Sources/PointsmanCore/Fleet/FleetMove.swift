/// Owns a planned move that an operator has asked this agent to lead: which instances are present, which hold, and how
/// it ends.
///
/// No client is held before every instance has answered, and the move is not called prepared before every instance has
/// heard that all hold. If something is missing at a deadline the move ends; no connection is cut for it.
struct FleetMove: Codable, Equatable, Sendable {
    enum State: Codable, Equatable, Sendable {
        /// This run has led no move. Becomes calling by the operator's request, or over if that is refused at once.
        case idle
        /// The instances are asked to answer. Becomes draining when all that DNS names are present; over by an answer
        /// that refuses, or after `probe_timeout`.
        case calling(Lead)
        /// Each instance drains. Becomes closing when all hold; over when one can't, or at `drain_timeout`.
        case draining(Lead)
        /// All are told that all hold. Becomes prepared when all have answered; over when one doesn't answer.
        case closing(Lead)
        /// The primary may be stopped. Becomes moved when this instance has followed a new one; over by an end, at the
        /// deadline, or when an instance no longer answers though the primary does.
        case prepared(Lead)
        /// A new primary has the writes. Becomes over by the operator's request or at the deadline, or calling by
        /// another move.
        case moved(Lead, to: MemberID)
        /// A cutover: each instance is asked whether it sees the new cluster's primary take writes. Becomes adopting when all do; over
        /// by a failure or after a while.
        case voting(Lead)
        /// All were told to adopt it, which can't be taken back. Becomes moved when this instance has.
        case adopting(Lead)
        /// The move has ended. Becomes calling by the operator's next move.
        case over(MoveID, MoveEnd)
    }

    var state = State.idle

    /// The time from one notice to all instances to the next.
    static let interval = Duration.seconds(1)
    /// An instance that is silent for this long, though the primary answers, counts as missing.
    static let patience = Duration.seconds(2)

    /// The move that is under way; nil if none is.
    var lead: Lead? {
        switch state {
        case .calling(let lead), .draining(let lead), .closing(let lead), .prepared(let lead), .moved(let lead, _),
            .voting(let lead), .adopting(let lead):
            lead
        case .idle, .over: nil
        }
    }

    /// Begins a move, or refuses it.
    /// - Parameter part: the move that this instance already takes part in; nil if none.
    mutating func prepare(
        _ id: MoveID, for span: Duration, to target: ServerIdentity? = nil, part: MovePart.Move?,
        _ context: MoveContext, at moment: Instant
    ) -> FleetNotice.Word? {
        // A move that is under way goes on.
        if case .moved = state {} else if lead != nil { return nil }
        guard let me = context.me else {
            return refuse(id, "there is no secret: set fleet_secret_file on every instance")
        }
        if span > context.policy.holdTimeout {
            return refuse(id, "a move may take hold_timeout at most, which is \(context.policy.holdTimeout.seconds) s")
        }
        if let part { return refuse(id, "a switchover by \(part.coordinator) is under way") }
        if context.isHeldByOperator { return refuse(id, "an operator holds the clients of this instance") }
        if let reason = context.unfitness { return refuse(id, "this instance can't be drained: \(reason)") }
        if context.fleet == nil, context.policy.isFleetNamed {
            return refuse(
                id, "DNS has not told yet how many instances fleet_name has, so it is not known whether all hold")
        }
        guard let from = context.routed?.member else { return refuse(id, "this instance has no route") }
        if let target, let refusal = context.refusal(of: target, mayRefuseWrites: true) {
            return refuse(id, refusal.sentence)
        }
        state = .calling(
            Lead(
                id: id, me: me, from: from, to: target, span: span, until: moment + span, began: moment,
                nextWord: moment + Self.interval))
        return target.map { .cutoverCall($0) } ?? .rollCall
    }

    private mutating func refuse(_ id: MoveID, _ reason: String) -> FleetNotice.Word? {
        state = .over(id, .refused(reason))
        return nil
    }

    /// Ends the move before it is prepared.
    mutating func refuse(_ lead: Lead, _ reason: String) -> FleetNotice.Word {
        state = .over(lead.id, .refused(reason))
        return .end(.aborted)
    }

    /// Takes an instance's notice about this move.
    mutating func take(_ notice: FleetNotice, at moment: Instant) -> FleetNotice.Word? {
        guard var lead, notice.move == lead.id else { return nil }
        let index =
            lead.answers.firstIndex { $0.sender == notice.sender }
            ?? {
                lead.answers.append(Answer(sender: notice.sender))
                return lead.answers.count - 1
            }()
        switch (notice.word, state) {
        case (.present(let address), .calling):
            lead.answers[index].address = address
            state = .calling(lead)
        case (.held, .draining):
            lead.answers[index].isHeld = true
            state = .draining(lead)
        // An instance that has joined late.
        case (.held, .closing):
            lead.answers[index].isHeld = true
            state = .closing(lead)
        case (.held, .prepared):
            lead.answers[index].isHeld = true
            lead.answers[index].kept = lead.answers[index].kept ?? moment
            state = .prepared(lead)
        case (.kept, .closing):
            lead.answers[index].kept = moment
            state = .closing(lead)
        case (.kept, .prepared):
            lead.answers[index].kept = moment
            state = .prepared(lead)
        case (.failed(let reason), .calling), (.failed(let reason), .draining), (.failed(let reason), .closing):
            return refuse(lead, "\(notice.sender): \(reason)")
        case (.expecting, .voting):
            lead.answers[index].expects = true
            state = .voting(lead)
        case (.adopted, .adopting):
            lead.answers[index].hasAdopted = true
            state = .adopting(lead)
        case (.adopted, .moved(_, let member)):
            lead.answers[index].hasAdopted = true
            state = .moved(lead, to: member)
        case (.adopt, .adopting) where notice.sender == lead.me:
            lead.isCommitted = true
            state = .adopting(lead)
        case (.end, .adopting) where lead.isCommitted: break
        // What all have adopted can't be given up any more.
        case (.end, .moved(_, let member)) where lead.to != nil: state = .over(lead.id, .finished(member))
        case (.failed(let reason), .prepared), (.failed(let reason), .voting):
            return abort(lead, "\(notice.sender): \(reason)")
        // The operator of another instance ends the move.
        case (.end(let ending), _) where notice.sender != lead.me:
            state = .over(lead.id, .ended(ending, by: notice.sender))
        default: break
        }
        return nil
    }

    mutating func abort(_ lead: Lead, _ reason: String) -> FleetNotice.Word {
        state = .over(lead.id, .aborted(reason))
        return .end(.aborted)
    }

    /// Ends the move by the operator's request.
    /// - Returns: the notice for all instances; nil if no move is under way.
    mutating func end(_ ending: FleetNotice.Ending) -> FleetNotice.Word? {
        guard let lead else { return nil }
        switch state {
        case .moved(_, let member): state = .over(lead.id, .finished(member))
        case _ where ending == .aborted: state = .over(lead.id, .aborted("by an operator's word"))
        default: state = .over(lead.id, .returned(lead.from))
        }
        return .end(ending)
    }

    /// Follows this instance's state and the clock.
    mutating func follow(_ part: MovePart, _ context: MoveContext, at moment: Instant) -> FleetNotice.Word? {
        guard var lead else { return nil }
        if case .moved = state {
            if moment >= lead.until, case .moved(_, let member) = state {
                state = .over(lead.id, .finished(member))
                return nil
            }
            return tellLate(lead, at: moment)
        }
        if part.moved == lead.id, let target = context.verdict.target {
            state = .moved(lead, to: target)
            return nil
        }
        if moment >= lead.until {
            let isOpen = !isAdopting
            state = .over(lead.id, isOpen ? .expired : .unsettled)
            return isOpen ? .end(.aborted) : nil
        }
        switch state {
        case .idle, .over, .moved, .adopting: return nil
        case .voting: return count(lead, context, at: moment)
        case .calling: return takeRollCall(lead, context, at: moment)
        case .draining:
            if lead.answers.allSatisfy(\.isHeld) {
                lead.began = moment
                lead.nextWord = moment + Self.interval
                state = .closing(lead)
                return .keep(for: lead.until - moment)
            }
            if moment >= lead.began + context.policy.drainTimeout + context.policy.probeTimeout {
                return refuse(lead, "\(names(lead) { !$0.isHeld }) did not hold within drain_timeout")
            }
            return sayAgain(&lead, .drain(for: lead.until - moment), at: moment) { .draining($0) }
        case .closing:
            if lead.answers.allSatisfy({ $0.kept != nil }) {
                lead.began = moment
                state = .prepared(lead)
                return nil
            }
            if moment >= lead.began + context.policy.probeTimeout {
                return refuse(lead, "\(names(lead) { $0.kept == nil }) did not answer when all held")
            }
            return nil
        case .prepared:
            // Without the primary no notice can be heard, and each instance goes by what it sees itself.
            guard context.carriesNotices else {
                for index in lead.answers.indices { lead.answers[index].kept = moment }
                state = .prepared(lead)
                return nil
            }
            if lead.answers.contains(where: { isMissing($0, at: moment) }) {
                return abort(lead, "\(names(lead) { isMissing($0, at: moment) }) no longer answered")
            }
            return sayAgain(&lead, .keep(for: lead.until - moment), at: moment) { .prepared($0) }
        }
    }

    private func isMissing(_ answer: Answer, at moment: Instant) -> Bool {
        answer.kept.map { moment - $0 >= Self.patience } ?? true
    }

    func names(_ lead: Lead, _ isMeant: (Answer) -> Bool) -> String {
        lead.answers.filter(isMeant).map(\.sender.name).sorted().joined(separator: ", ")
    }

    mutating func sayAgain(
        _ lead: inout Lead, _ word: FleetNotice.Word, at moment: Instant, _ state: (Lead) -> State
    ) -> FleetNotice.Word? {
        guard moment >= lead.nextWord else { return nil }
        lead.nextWord = moment + Self.interval
        self.state = state(lead)
        return word
    }
}

extension Duration {
    /// Whole seconds, for a sentence.
    fileprivate var seconds: Int64 { components.seconds }
}
