import PointsmanCore

extension Operation {
    /// Whether it goes to the disk and not to the pooler.
    var isSaving: Bool { if case .save = self { true } else { false } }
}

extension WriteVerdict.Action {
    /// For the trace's hash.
    var number: Int {
        switch self {
        case .route: 1
        case .keep: 2
        case .hold: 3
        case .refuse: 4
        case .preRoute: 5
        case .waitForRestart: 6
        }
    }
}
