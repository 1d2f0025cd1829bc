/// The standing of a member, by the first rule of ``StandingRule`` that matches it.
package enum Standing: Codable, Equatable, Sendable {
    /// It belongs to another cluster than ours.
    case foreign
    /// There is no fresh report; the failure says why, nil if the member was never asked.
    case unknown(ProbeFailure?)
    case standby
    /// A primary on a history that the fence has left behind.
    case stale
    /// A primary that refuses writes; this is not a demotion.
    case readOnly
    case writable

    /// Whether a fresh report gives this standing.
    var isKnown: Bool { if case .unknown = self { false } else { true } }
}

extension Standing {
    /// One word for the standing, as metrics and JSON show it.
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

    /// The word for people, with the reason if nothing is known.
    package var text: String {
        switch self {
        case .unknown(let failure): failure?.text ?? "not asked yet"
        default: word
        }
    }
}
