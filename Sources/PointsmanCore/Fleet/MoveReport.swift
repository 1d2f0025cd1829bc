/// The part of the status that tells of planned moves.
package struct MoveReport: Codable, Equatable, Sendable {
    /// This instance's part in a move.
    package enum Part: String, Codable, Equatable, CaseIterable, Sendable {
        case free, reserved, draining, held, kept, expecting, returning

        /// Whether clients wait for the move.
        package var holds: Bool { self != .free && self != .reserved }
    }

    /// The phase of the move that this agent leads.
    package enum Phase: Codable, Equatable, Sendable {
        case none, calling, draining, closing, prepared
        case moved(to: MemberID)
        case over(MoveEnd)
    }

    package let part: Part
    /// The agent that leads the move which this instance takes part in; nil if it is free.
    package let coordinator: FleetSender?
    /// The moment until which this instance holds for the move; nil if it doesn't.
    package let until: Instant?
    /// Whether the move in which this instance took part last has led it to a new primary.
    package let hasMoved: Bool
    package let phase: Phase
    /// The move that this agent leads, or led last.
    package let led: MoveID?
    /// The number of instances that have answered, and of those that hold.
    package let present: Int
    package let holding: Int
    /// The names of the instances that have yet to hold, sorted.
    package let missing: [String]
    /// The primary of another cluster that the move leads to; nil for a move within the cluster.
    package let target: ServerIdentity?
    /// The number of instances that have said that they have adopted it.
    package let adopted: Int
    package let refusals: [NoticeCount]
    package let ends: [MoveCount]

    init(part: MovePart, move: FleetMove, refusals: [NoticeCount], ends: [MoveCount]) {
        switch part.state {
        case .free: self.part = .free
        case .reserved: self.part = .reserved
        case .draining: self.part = .draining
        case .held: self.part = .held
        case .kept: self.part = .kept
        case .expecting: self.part = .expecting
        case .returning: self.part = .returning
        }
        coordinator = part.move?.coordinator
        until = part.stay?.until
        hasMoved = part.moved != nil && part.moved == part.left
        switch move.state {
        case .idle: phase = .none
        case .calling: phase = .calling
        case .draining: phase = .draining
        case .closing: phase = .closing
        case .prepared, .voting, .adopting: phase = .prepared
        case .moved(_, let member): phase = .moved(to: member)
        case .over(_, let end): phase = .over(end)
        }
        if case .over(let id, _) = move.state { led = id } else { led = move.lead?.id }
        let answers = move.lead?.answers ?? []
        present = answers.count
        holding = answers.count { $0.isHeld || $0.kept != nil }
        missing = answers.filter { !$0.isHeld && $0.kept == nil }.map(\.sender.name).sorted()
        target = move.lead?.to
        adopted = answers.count(where: \.hasAdopted)
        self.refusals = refusals
        self.ends = ends
    }

    /// Why clients wait; nil if they don't wait for a move.
    package var sentence: String? {
        guard part.holds, let coordinator else { return nil }
        let state =
            switch part {
            case .returning: "going back to the primary after"
            case .draining: "draining for"
            case .free, .reserved, .held, .kept, .expecting: "drained for"
            }
        return "\(state) a switchover by \(coordinator)"
    }

    /// A sentence for the operator about forged notices; nil if there were none.
    package var notice: String? {
        guard let forged = refusals.first(where: { $0.kind == .forged }), forged.times > 0 else { return nil }
        return
            "a notice to the fleet was refused, since it is not signed with the secret of fleet_secret_file: an agent has another "
            + "secret, or another session has sent it"
    }
}
