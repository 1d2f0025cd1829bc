/// What a member is, by the first rule of ``StandingRule`` that matches it.
package enum Standing: Equatable, Sendable {
    /// Of another cluster than ours.
    case foreign
    /// No fresh report, and why: nil where it was never asked.
    case unknown(ProbeFailure?)
    case standby
    /// Writable once, on a history that ours has left behind.
    case stale
    /// A primary that refuses writes; no demotion.
    case readOnly
    case writable

    /// Whether a report that counts says so.
    var isKnown: Bool { if case .unknown = self { false } else { true } }
}

extension Standing {
    /// One word, as metrics and JSON have it.
    package var word: String {
        switch self {
        case .foreign: "foreign"
        case .unknown: "unknown"
        case .standby: "standby"
        case .stale: "stale"
        case .readOnly: "read-only"
        case .writable: "primary"
        }
    }

    /// For people: the word, with why where nothing is known.
    package var text: String {
        switch self {
        case .unknown(let failure): failure?.text ?? "not asked yet"
        default: word
        }
    }
}
