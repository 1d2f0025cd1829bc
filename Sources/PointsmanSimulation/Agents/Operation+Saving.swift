import PointsmanCore

extension Operation {
    /// Whether it concerns the disk and not the pooler.
    var isSaving: Bool { if case .save = self { true } else { false } }
}

extension WriteVerdict.Action {
    /// A number for the trace's hash.
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
