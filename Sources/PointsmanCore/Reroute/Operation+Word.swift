extension Operation {
    /// One word for the operation, as metrics and logs show it.
    package var word: String {
        switch self {
        case .pause: "pause"
        case .drain: "drain"
        case .sever: "sever"
        case .set: "set"
        case .resume: "resume"
        case .refuse: "refuse"
        case .unroute: "unroute"
        case .turnAway: "turn-away"
        case .confirm: "confirm"
        case .save: "save"
        }
    }

    /// The words of all operations.
    package static let words = [
        "pause", "drain", "sever", "set", "resume", "refuse", "unroute", "turn-away", "confirm", "save",
    ]
}
