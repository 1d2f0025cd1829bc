/// How much a finding matters.
package enum Severity: Int, Comparable, CaseIterable, Sendable {
    case ok
    /// Worth knowing; nothing has to be done.
    case notice
    /// Will hurt, in a peak or in a failover.
    case warning
    /// Hurts now.
    case problem

    package var word: String {
        switch self {
        case .ok: "ok"
        case .notice: "notice"
        case .warning: "warning"
        case .problem: "problem"
        }
    }

    package static func < (left: Severity, right: Severity) -> Bool {
        left.rawValue < right.rawValue
    }
}
