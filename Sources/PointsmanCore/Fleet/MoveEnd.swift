/// The way in which a move ended.
package enum MoveEnd: Codable, Equatable, Sendable {
    /// It ended before it was prepared; the sentence says why.
    case refused(String)
    /// It ended after it was prepared, or by an operator's request; the sentence says why.
    case aborted(String)
    /// Another instance's operator has ended it.
    case ended(FleetNotice.Ending, by: FleetSender)
    /// Its deadline passed.
    case expired
    /// All instances were told to adopt another cluster, and the deadline passed before this one had a route there.
    case unsettled
    /// Writes go to this member now.
    case finished(MemberID)
    /// No new primary was seen: clients go back to this member.
    case returned(MemberID)

    /// One word for the end, as metrics show it.
    package var word: String {
        switch self {
        case .refused: "refused"
        case .aborted, .ended(.aborted, _): "aborted"
        case .expired, .unsettled: "expired"
        case .finished, .ended(.finished, _): "finished"
        case .returned: "returned"
        }
    }

    package static let words = ["refused", "aborted", "expired", "finished", "returned"]

    package var sentence: String {
        switch self {
        case .refused(let reason): "refused: \(reason)"
        case .aborted(let reason): "aborted: \(reason)"
        case .ended(let ending, let sender): "\(ending.rawValue) by \(sender)"
        case .expired: "its deadline passed"
        case .unsettled:
            "its deadline passed after all were told to adopt the new cluster: whether they have is not known"
        case .finished(let member): "finished: writes go to \(member)"
        case .returned(let member): "finished, and no new primary was seen: clients go back to \(member)"
        }
    }
}
