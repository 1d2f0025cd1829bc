/// What has come of a planned move that an HA manager carries out while this agent leads it: ordered, and the first rule
/// that matches wins.
package enum ManagedMoveRule: String, CaseIterable, Sendable {
    /// This agent leads another move by now.
    case replaced
    /// This instance has followed the primary to another member.
    case moved
    /// Another instance or a hook of the manager's has ended the move, before this instance has seen the new primary.
    case endedElsewhere = "ended-elsewhere"
    /// The move has ended in another way.
    case over
    /// The manager has said why it does not move the primary.
    case refused

    package enum Outcome: Equatable, Sendable {
        case replaced
        case moved(to: MemberID)
        /// The new primary is still to be seen, see ``end(in:from:)``.
        case endedElsewhere
        /// The move has ended, and no client is held; the sentence says why.
        case ended(String)
        /// The move is to be ended; the sentence says why.
        case givenUp(String)

        /// The outcome of a move that has no other one at its deadline.
        package static let overdue = Outcome.givenUp("the move has not ended in time")
    }

    /// The outcome of the move `id`; nil as long as it goes on.
    /// - Parameters:
    ///   - move: the part of the latest status that tells of moves.
    ///   - refusal: the reason that the manager has given; nil if it has given none.
    package static func outcome(of id: MoveID, in move: MoveReport, refusal: String?) -> Outcome? {
        allCases.firstMatch { $0.outcome(of: id, in: move, refusal) }
    }

    private func outcome(of id: MoveID, in move: MoveReport, _ refusal: String?) -> Outcome? {
        switch (self, move.phase) {
        case (.replaced, _): move.led == id ? nil : .replaced
        case (.moved, .moved(let member)), (.moved, .over(.finished(let member))): .moved(to: member)
        case (.endedElsewhere, .over(.ended(.finished, _))), (.endedElsewhere, .over(.returned)): .endedElsewhere
        case (.over, .over(let end)): .ended(end.sentence)
        case (.refused, _): refusal.map { .givenUp($0) }
        case (.moved, _), (.endedElsewhere, _), (.over, _): nil
        }
    }

    /// The outcome of a move away from `from` that was ended elsewhere; nil while no server takes writes, or clients are
    /// still held for the move.
    package static func end(in status: Status, from: MemberID) -> Outcome? {
        guard !status.move.part.holds, let target = status.verdict.target else { return nil }
        return target == from ? .ended(stayed) : .moved(to: target)
    }

    /// The reason why a move that was ended elsewhere counts as none.
    package static let stayed = "ended by another instance, and writes did not move"
}
