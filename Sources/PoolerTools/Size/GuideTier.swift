/// The three tiers of the guide (PoolingGuide.md). They are for one PgBouncer before the database, not for one
/// beside each instance.
package enum GuideTier: String, CaseIterable, Sendable {
    case conservative, moderate, aggressive

    package init(instances: Int) {
        self = instances <= 10 ? .conservative : instances <= 50 ? .moderate : .aggressive
    }

    package var limits: (pool: Int, database: Int) {
        switch self {
        case .conservative: (50, 100)
        case .moderate: (100, 200)
        case .aggressive: (200, 400)
        }
    }

    package var instances: String {
        switch self {
        case .conservative: "2-10"
        case .moderate: "10-50"
        case .aggressive: "50+"
        }
    }
}
