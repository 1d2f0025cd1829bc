import PointsmanScenarios

extension Scenario.Saying {
    /// The words in the agent's log that say so.
    var words: String {
        switch self {
        case .clientsHeld: "clients are held"
        case .writesRouted: "writes go to"
        case .splitBrain: "rule split brain"
        case .writesFailBySplitBrain: "writes fail (rule split brain"
        case .passwordTaken: "PgBouncer logs in with the password that was read"
        }
    }
}
