import PointsmanCore

extension IncidentDraft {
    /// What the old primary may have kept for itself: the log that it wrote and the new primary never had.
    /// - Parameters:
    ///   - old: what was known of the old primary before.
    ///   - new: the new primary's first report as one: its position is at or above the point of the switch.
    ///   - standby: its last report as a standby: its position is at or below that point.
    static func lost(
        _ old: ClusterSight.Seen?, _ new: ServerReport, _ standby: ClusterSight.Seen?, at start: Instant
    ) -> IncidentReport.Lost? {
        guard let old, let last = old.report?.lsn, let sent = old.sent, let first = new.lsn,
            old.report?.identity.systemIdentifier == new.identity.systemIdentifier
        else { return nil }
        let least = last > first ? last.bytes - first.bytes : 0
        var most: UInt64?
        var pace = ""
        if let earlier = old.earlier, sent > earlier.sent, last >= earlier.lsn, let replayed = standby?.report?.lsn {
            let written = Double(last.bytes - earlier.lsn.bytes)
            let span = max(0, (start - sent) / (sent - earlier.sent))
            // A server may tell any position: no pace leads beyond the end of what a position can be.
            if let more = UInt64(exactly: (written * span).rounded(.down)), more <= UInt64.max - last.bytes {
                let end = last.bytes + more
                most = end > replayed.bytes ? end - replayed.bytes : 0
                pace =
                    "; at its pace it may have come to \(LSN(bytes: end)), and the new primary had replayed \(replayed) when it was seen last"
            }
        }
        let sentence =
            "the old primary was seen at \(last), \(milliseconds(start - sent)) before the first sign; "
            + "the new one took writes from \(first) or below\(pace)"
        return IncidentReport.Lost(leastBytes: least, mostBytes: most.map { max($0, least) }, sentence: sentence)
    }

    private static func milliseconds(_ duration: Duration) -> String { IncidentText.time(duration) }
}
