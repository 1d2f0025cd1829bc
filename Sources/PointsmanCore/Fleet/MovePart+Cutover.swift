// This instance's part in a move to another cluster (Cutover.md).
extension MovePart {
    /// The primary of another cluster that this instance goes to when it is told.
    struct Expected: Codable, Equatable, Sendable {
        let target: ServerIdentity
        /// Where it was seen to take writes since; nil before.
        var member: MemberID?
    }

    /// The member that the notices of a cutover may come through besides the routed one; nil while none is under way.
    var destination: MemberID? { if case .expecting(_, let expected) = state { expected.member } else { nil } }

    /// Whether the next probes are to show that the new primary takes writes.
    var isLookingForward: Bool { if case .expecting(_, let expected) = state { expected.member == nil } else { false } }

    /// Takes the coordinator's question whether the new primary takes writes. An answer that was lost is given again.
    mutating func expect(
        _ target: ServerIdentity, in move: Move, _ context: MoveContext, at moment: Instant
    ) -> FleetNotice.Word? {
        switch state {
        case .held(let stay) where stay.move.id == move.id, .kept(let stay) where stay.move.id == move.id:
            state = .expecting(stay, Expected(target: target))
            return nil
        case .expecting(let stay, let expected) where stay.move.id == move.id:
            return expected.member == nil ? nil : .expecting
        case .draining(let stay) where stay.move.id == move.id: return nil
        case .free, .reserved, .draining, .held, .kept, .expecting, .returning:
            return self.move.map { $0.id == move.id } ?? false ? .failed("it has let its clients go") : nil
        }
    }

    /// Says that this instance expects the new primary, once it is seen to take writes.
    mutating func lookForward(_ stay: Stay, _ expected: Expected, _ context: MoveContext) -> FleetNotice.Word? {
        guard expected.member == nil, context.refusal(of: expected.target, mayRefuseWrites: false) == nil,
            let member = context.servers.first(where: { $0.report.identity == expected.target })?.member
        else { return nil }
        state = .expecting(stay, Expected(target: expected.target, member: member))
        return .expecting
    }

    /// The member whose cluster `notice` has this instance adopt; nil if it doesn't.
    func adoption(_ notice: FleetNotice) -> MemberID? {
        guard case .adopt(let target) = notice.word, case .expecting(let stay, let expected) = state,
            stay.move.id == notice.move, stay.move.coordinator == notice.sender, expected.target == target
        else { return nil }
        return expected.member
    }
}
