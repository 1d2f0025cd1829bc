/// What has come of the request that all instances adopt another cluster, as the agent that leads the move sees it: ordered, and
/// the first that matches wins.
package enum AdoptionRule: String, CaseIterable, Sendable {
    /// This agent leads another move by now.
    case replaced
    /// All instances were told to adopt the new cluster.
    case told
    /// The move has ended after this instance had followed the new primary.
    case finished
    /// The deadline passed after all were told.
    case unsettled
    /// The move has ended in another way: writes stay.
    case over

    package enum Outcome: Equatable, Sendable {
        case replaced
        /// All were told; their words and a canary at the new primary are still to come.
        case told(MemberID)
        case finished(MemberID)
        /// It is not known where writes go; the sentence says why.
        case unknown(String)
        /// Clients go on at the old cluster; the sentence says why.
        case ended(String)

        /// The outcome of a move that has no other one at its deadline.
        package static let overdue = Outcome.unknown("the move has not ended in time")
    }

    /// The outcome of the move `id`; nil as long as it goes on.
    package static func outcome(of id: MoveID, in move: MoveReport) -> Outcome? {
        allCases.firstMatch { $0.outcome(of: id, in: move) }
    }

    private func outcome(of id: MoveID, in move: MoveReport) -> Outcome? {
        switch (self, move.phase) {
        case (.replaced, _): move.led == id ? nil : .replaced
        case (.told, .moved(let member)): .told(member)
        case (.finished, .over(.finished(let member))): .finished(member)
        case (.unsettled, .over(.unsettled)): .unknown(MoveEnd.unsettled.sentence)
        case (.over, .over(let end)): .ended(end.sentence)
        case (.told, _), (.finished, _), (.unsettled, _), (.over, _): nil
        }
    }
}

extension MoveReport {
    /// The move to another cluster that this agent has prepared, and may have all instances adopt; nil for none.
    package var preparedCutover: MoveID? { phase == .prepared && target != nil ? led : nil }

    /// Whether all instances that take part in the move `id` have said that they have adopted the new cluster; nil once the move
    /// is over, with which the count ends.
    package func isAdopted(_ id: MoveID) -> Bool? { led == id && present > 0 ? adopted >= present : nil }
}

extension Status {
    /// Whether clients of this instance write to `member`, and a canary has passed there.
    package func serves(_ member: MemberID) -> Bool {
        isConfirmed && hold == .none && setting?.writes.member == member
    }
}
