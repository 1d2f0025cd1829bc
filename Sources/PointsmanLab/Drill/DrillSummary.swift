import PointsmanLoad
import PointsmanScenarios

/// The figures of several runs of one scenario.
package struct DrillSummary: Sendable, Equatable {
    /// The median and both ends of one figure, over the runs that have it; the median of an even count is the upper
    /// one.
    package struct Range: Sendable, Equatable, Encodable {
        package let median: Double
        package let lowest: Double
        package let highest: Double
        /// The number of runs in which the moment never came.
        package let missing: Int

        /// Nil if no run has the figure.
        package init?(_ values: [Double?]) {
            let sorted = values.compactMap { $0 }.sorted()
            guard let lowest = sorted.first, let highest = sorted.last else { return nil }
            self.lowest = lowest
            self.highest = highest
            median = sorted[sorted.count / 2]
            missing = values.count - sorted.count
        }
    }

    package let scenario: String
    package let runs: Int
    package let withoutPrimaryMs: Range?
    package let rerouteMs: Range?
    package let allBackMs: Range?
    package let longestGapMs: Range?
    package let errorsInFlight: Range?
    package let errorsOther: Range?
    package let acked: Int
    package let ackedLost: Int
    package let ackedStale: Int
    package let duplicates: Int
    package let kinds: [String: Int]

    package init(_ figures: [DrillFigures]) {
        scenario = figures.first?.scenario ?? ""
        runs = figures.count
        withoutPrimaryMs = Range(figures.map(\.withoutPrimaryMs))
        rerouteMs = Range(figures.map(\.rerouteMs))
        allBackMs = Range(figures.map(\.allBackMs))
        longestGapMs = Range(figures.map(\.longestGapMs))
        errorsInFlight = Range(figures.map { Double($0.errorsInFlight) })
        errorsOther = Range(figures.map { Double($0.errorsOther) })
        acked = figures.reduce(0) { $0 + $1.ledger.acknowledged }
        ackedLost = figures.reduce(0) { $0 + $1.ledger.lost }
        ackedStale = figures.reduce(0) { $0 + $1.ledger.stale }
        duplicates = figures.reduce(0) { $0 + $1.ledger.duplicates }
        kinds = figures.reduce(into: [:]) { $0.merge($1.kinds, uniquingKeysWith: +) }
    }
}

extension DrillSummary: Encodable {
    private enum CodingKeys: String, CodingKey {
        case scenario
        case runs
        case withoutPrimaryMs = "without_primary_ms"
        case rerouteMs = "reroute_ms"
        case allBackMs = "all_back_ms"
        case longestGapMs = "longest_gap_ms"
        case errorsInFlight = "errors_in_flight"
        case errorsOther = "errors_other"
        case acked
        case ackedLost = "acked_lost"
        case ackedStale = "acked_stale"
        case duplicates
        case kinds
    }
}
