package import PointsmanCore

/// The number of complaints in PgBouncer's log by kind, within the last hour. Its size is limited whatever the log
/// contains: one number for each kind and minute, and no text.
package struct ComplaintCounts: Equatable, Sendable {
    private struct Minute: Equatable, Sendable {
        var number: Int64
        var count: Int
    }

    private struct Kind: Equatable, Sendable {
        /// The minutes, oldest first.
        var minutes: [Minute] = []
        var last: Instant
    }

    private var kinds: [PoolerComplaint: Kind] = [:]

    private static let span: Int64 = 60

    package init() {}

    package mutating func take(_ complaint: PoolerComplaint, at moment: Instant) {
        let number = Self.minute(of: moment)
        var kind = kinds[complaint] ?? Kind(last: moment)
        kind.last = moment
        if let newest = kind.minutes.last, newest.number == number {
            kind.minutes[kind.minutes.count - 1].count += 1
        } else {
            kind.minutes.append(Minute(number: number, count: 1))
        }
        kind.minutes.removeAll { number - $0.number >= Self.span }
        kinds[complaint] = kind
    }

    /// The complaints within the hour before `moment`, in the order of the kinds.
    package func heard(at moment: Instant) -> [HeardComplaint] {
        let number = Self.minute(of: moment)
        return PoolerComplaint.allCases.compactMap { complaint in
            guard let kind = kinds[complaint] else { return nil }
            let count = kind.minutes.filter { number - $0.number < Self.span }.reduce(0) { $0 + $1.count }
            return count == 0 ? nil : HeardComplaint(complaint: complaint, count: count, ago: moment - kind.last)
        }
    }

    private static func minute(of moment: Instant) -> Int64 { moment.nanoseconds / 60_000_000_000 }
}
