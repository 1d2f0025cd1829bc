extension Optional {
    /// Whether there is one. To ask `!= nil` compares two values where the type is equatable, and copies both first.
    var isPresent: Bool {
        switch self {
        case .some: true
        case .none: false
        }
    }
}
