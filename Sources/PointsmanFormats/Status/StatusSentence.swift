package import PointsmanCore

/// The status in one sentence, for `systemctl status`.
package enum StatusSentence {
    package static func text(_ status: Status) -> String {
        switch status.readiness {
        case .degraded, .notReady: return status.readiness.text
        case .ready:
            guard let setting = status.setting else { return "ready" }
            let region = status.primary?.member.region.map { " in \($0)" } ?? ""
            let timeline = setting.writes.timeline
            return "writes go to \(setting.writes.member)\(region), timeline \(timeline); reads to \(setting.reads)"
        }
    }
}
