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
