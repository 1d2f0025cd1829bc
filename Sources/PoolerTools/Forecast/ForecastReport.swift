package import PointsmanConfiguration
import PointsmanCore
package import PointsmanFormats
package import PointsmanScenarios

/// A forecast as it is told.
package struct ForecastReport: Sendable {
    package var sources: [String]
    package var holdTimeout: Duration
    package var runs: Int
    package var results: [Forecast.Result] = []
    /// How often a year each outage is expected.
    package var rates: [Scenario.Outage: Double]

    package init(sources: [String], holdTimeout: Duration, runs: Int, rates: [Scenario.Outage: Double]) {
        self.sources = sources
        self.holdTimeout = holdTimeout
        self.runs = runs
        self.rates = rates
    }

    package init(_ facts: ForecastFacts, _ configuration: Configuration, runs: Int, rates: [Scenario.Outage: Double]) {
        self.init(
            sources: facts.sources, holdTimeout: configuration.policy.holdTimeout, runs: runs, rates: rates)
    }

    /// The rates that are taken if none are given.
    package static let usualRates: [Scenario.Outage: Double] = [
        .crash: 2, .planned: 12, .hang: 0.5, .partition: 1, .regionLoss: 0.2,
    ]

    /// The minutes without writes in a year.
    package var minutesPerYear: Double { results.reduce(0) { $0 + minutes($1) } }

    private func minutes(_ result: Forecast.Result) -> Double {
        (rates[result.kind] ?? 0) * (result.first.mean / .seconds(60))
    }

    package var text: String {
        var lines = sources
        lines.append("hold_timeout \(holdTimeout.short): clients that wait for longer fail")
        lines.append("")
        let head = ["OUTAGE", "P50", "P90", "P99", "ALL BACK P99", "CLIENTS FAIL", "A YEAR", "MINUTES A YEAR"]
        let rows = results.map { result in
            [
                result.kind.rawValue, Self.time(result.first.p50), Self.time(result.first.p90),
                Self.time(result.first.p99),
                Self.time(result.all.p99), result.failed == 0 ? "no" : "in \(result.failed * 100 / runs) %",
                Self.number(rates[result.kind] ?? 0), Self.number(minutes(result)),
            ]
        }
        lines.append(String(TextTable.text([head] + rows).dropLast()))
        lines.append("")
        lines.append("together \(Self.number(minutesPerYear)) minutes a year without writes")
        for result in results where result.lost > 0 {
            lines.append(
                "\(result.kind.rawValue): \(result.lost) of \(runs) runs had no commit within a minute after the promotion"
            )
        }
        lines.append("")
        lines += results.map(Self.dominance)
        lines.append("")
        lines.append(
            "An outage is the time from the fault to the first commit through PgBouncer at the new primary, in \(runs) runs of the "
                + "model with this policy. It is as good as the detection and the promotion that it was given.")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Which setting counts most, and which of this program's.
    private static func dominance(_ result: Forecast.Result) -> String {
        let effects = result.effects.filter { max($0.gain, $0.gainAt99) >= .milliseconds(1) }
        guard let first = effects.first else {
            return "\(result.kind.rawValue): no setting at half its value makes it a millisecond shorter"
        }
        func words(_ effect: Forecast.Effect) -> String {
            "half of \(effect.setting.rawValue) is \(change(effect.gain)) at p50, \(change(effect.gainAt99)) at p99"
        }
        let own = effects.first { $0.setting.isKey }
        let second = own.map { $0 == first ? "" : "; of the keys: \(words($0))" } ?? "; no key changes a millisecond"
        return "\(result.kind.rawValue): \(words(first))\(second)"
    }

    private static func change(_ gain: Duration) -> String {
        gain >= .zero ? "−\(time(gain))" : "+\(time(.zero - gain))"
    }

    private static func time(_ duration: Duration) -> String {
        let milliseconds = duration.wholeMilliseconds
        guard milliseconds >= 1_000 else { return "\(milliseconds) ms" }
        return "\(milliseconds / 1_000).\(milliseconds % 1_000 / 10 < 10 ? "0" : "")\(milliseconds % 1_000 / 10) s"
    }

    private static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        guard hundredths % 100 != 0 else { return "\(hundredths / 100)" }
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    package var json: JSONValue {
        [
            "runs": .integer(runs), "hold_timeout_milliseconds": .integer(holdTimeout.wholeMilliseconds),
            "facts": .array(sources.map { .string($0) }),
            "minutes_per_year": .finite(minutesPerYear) ?? .null,
            "outages": .array(results.map(json)),
        ]
    }

    private func json(_ result: Forecast.Result) -> JSONValue {
        func spread(_ spread: OutageSpread) -> JSONValue {
            [
                "p50": .integer(spread.p50.wholeMilliseconds), "p90": .integer(spread.p90.wholeMilliseconds),
                "p99": .integer(spread.p99.wholeMilliseconds), "mean": .integer(spread.mean.wholeMilliseconds),
            ]
        }
        let effects = result.effects.map { effect -> JSONValue in
            [
                "setting": .string(effect.setting.rawValue),
                "gain_milliseconds": .integer(effect.gain.wholeMilliseconds),
                "gain_at_p99_milliseconds": .integer(effect.gainAt99.wholeMilliseconds),
            ]
        }
        return [
            "outage": .string(result.kind.rawValue), "first_commit_milliseconds": spread(result.first),
            "all_back_milliseconds": spread(result.all), "runs_with_failed_clients": .integer(result.failed),
            "runs_without_commit": .integer(result.lost), "times_per_year": .finite(rates[result.kind] ?? 0) ?? .null,
            "minutes_per_year": .finite(minutes(result)) ?? .null, "half_of": .array(effects),
        ]
    }
}

extension ForecastSetting {
    /// Whether it is a key of this program's configuration.
    var isKey: Bool {
        switch self {
        case .detection, .promotion, .stop, .roundTrip: false
        default: true
        }
    }
}
