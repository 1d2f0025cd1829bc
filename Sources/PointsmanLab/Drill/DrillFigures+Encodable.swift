import PointsmanLoad
import PointsmanScenarios

/// The JSON object of a run, with the names from issue 2; null for a moment that never came.
extension DrillFigures: Encodable {
    private enum CodingKeys: String, CodingKey {
        case scenario
        case withoutPrimaryMs = "without_primary_ms"
        case detectionMs = "detection_ms"
        case promotionMs = "promotion_ms"
        case rerouteMs = "reroute_ms"
        case allBackMs = "all_back_ms"
        case longestGapMs = "longest_gap_ms"
        case errorsInFlight = "errors_in_flight"
        case errorsOther = "errors_other"
        case othersFromMs = "errors_other_from_ms"
        case othersToMs = "errors_other_to_ms"
        case acked
        case ackedLost = "acked_lost"
        case ackedStale = "acked_stale"
        case duplicates
        case unackedPresent = "unacked_present"
        case kinds
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(scenario, forKey: .scenario)
        try container.encode(withoutPrimaryMs, forKey: .withoutPrimaryMs)
        try container.encode(detectionMs, forKey: .detectionMs)
        try container.encode(promotionMs, forKey: .promotionMs)
        try container.encode(rerouteMs, forKey: .rerouteMs)
        try container.encode(allBackMs, forKey: .allBackMs)
        try container.encode(longestGapMs, forKey: .longestGapMs)
        try container.encode(errorsInFlight, forKey: .errorsInFlight)
        try container.encode(errorsOther, forKey: .errorsOther)
        try container.encode(othersFromMs, forKey: .othersFromMs)
        try container.encode(othersToMs, forKey: .othersToMs)
        try container.encode(ledger.acknowledged, forKey: .acked)
        try container.encode(ledger.lost, forKey: .ackedLost)
        try container.encode(ledger.stale, forKey: .ackedStale)
        try container.encode(ledger.duplicates, forKey: .duplicates)
        try container.encode(ledger.unacknowledgedPresent, forKey: .unackedPresent)
        try container.encode(kinds, forKey: .kinds)
    }
}
