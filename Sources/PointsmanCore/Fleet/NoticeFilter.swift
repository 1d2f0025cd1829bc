/// Owns which notices count: each once, and only while it is fresh. Any session of the database can send a recorded
/// notice again.
struct NoticeFilter: Codable, Equatable, Sendable {
    private struct Heard: Codable, Equatable, Sendable {
        let sender: FleetSender
        var sequence: UInt64
        var at: Instant
    }

    private var heard: [Heard] = []

    /// The largest difference between two reads of the primary's clock, travel time included.
    static let tolerance = Duration.seconds(5)
    /// A sender that was silent for this long is forgotten: the notices that it sent before are too old to count.
    private static let memory = Duration.seconds(120)
    /// The number of senders that are remembered. Only an agent that has the secret becomes one.
    private static let most = 16_384

    /// Why `arrived` does not count; nil if it does.
    mutating func refusal(of arrived: HeardNotice, ways: [MemberID?], at moment: Instant) -> NoticeRefusal? {
        let notice = arrived.notice
        guard arrived.age <= Self.tolerance, arrived.age >= .zero - Self.tolerance, arrived.age <= arrived.listening
        else {
            return .late
        }
        heard.removeAll { moment - $0.at > Self.memory }
        if let index = heard.firstIndex(where: { $0.sender == notice.sender }) {
            guard notice.sequence > heard[index].sequence else { return .replayed }
            heard[index].sequence = notice.sequence
            heard[index].at = moment
        } else {
            if heard.count == Self.most { heard.removeFirst() }
            heard.append(Heard(sender: notice.sender, sequence: notice.sequence, at: moment))
        }
        return ways.contains(arrived.member) ? nil : .elsewhere
    }
}
