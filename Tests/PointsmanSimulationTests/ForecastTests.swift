import PointsmanCore
import PointsmanFormats
import PointsmanScenarios
import PointsmanSimulation
import PoolerTools
import Testing

@Suite("The forecast of outages")
struct ForecastTests {
    private static func model(detection: ClosedRange<Duration> = .seconds(1)...(.seconds(2))) -> ForecastModel {
        var policy = Policy()
        policy.holdTimeout = .seconds(20)
        // What names real things must not keep the model's servers away.
        policy.systemIdentifier = SystemIdentifier(1)
        policy.minTimeline = Timeline(900)
        policy.exclusion = Exclusion([])
        return ForecastModel(
            policy: policy, detection: detection, promotion: .milliseconds(100), stop: .milliseconds(300),
            roundTrip: .microseconds(400), members: 3)
    }

    @Test(
        "each kind of outage ends with a commit at the new primary, soon after the promotion",
        arguments: Scenario.Outage.allCases)
    func ends(kind: Scenario.Outage) throws {
        for seed in 1...2 as ClosedRange<UInt64> {
            let sample = Self.model().sample(kind, seed: seed)
            let first = try #require(sample.first, "seed \(seed)")
            let least: Duration = kind == .planned ? .milliseconds(400) : .milliseconds(1_100)
            #expect(first >= least && first < least + .milliseconds(1_500), "seed \(seed): \(first)")
            #expect(try #require(sample.all) >= first)
            #expect(!sample.hasFailed)
        }
    }

    @Test("the same seed gives the same outage")
    func repeats() {
        #expect(Self.model().sample(.hang, seed: 7) == Self.model().sample(.hang, seed: 7))
    }

    @Test("clients fail in the forecast if the manager takes longer than hold_timeout")
    func fails() async throws {
        let slow = Self.model(detection: .seconds(30)...(.seconds(30)))
        let result = try #require(await Forecast(slow, runs: 2).result(of: .crash))
        #expect(result.failed == 2)
        #expect(result.first.p50 >= .milliseconds(30_100))
    }

    @Test("the manager's detection counts most after a crash, and nothing in a planned move")
    func dominance() async throws {
        let forecast = Forecast(Self.model(), runs: 3)
        let crash = try #require(await forecast.result(of: .crash))
        #expect(crash.effects.first?.setting == .detection)
        #expect(try #require(crash.effects.first?.gain) > .milliseconds(500))
        let planned = try #require(await forecast.result(of: .planned))
        #expect(!planned.effects.contains { $0.setting == .detection })
        #expect([.stop, .promotion].contains(planned.effects.first?.setting))
    }

    @Test("minutes a year are the rates times the means, in text and JSON")
    func minutes() async throws {
        let result = try #require(await Forecast(Self.model(), runs: 2).result(of: .crash))
        var report = ForecastReport(
            sources: ["members 3 (given)"], holdTimeout: .seconds(20), runs: 2, rates: [.crash: 60])
        report.results = [result]
        let expected = 60 * (result.first.mean / .seconds(60))
        #expect(abs(report.minutesPerYear - expected) < 0.000_1)
        #expect(report.text.contains("half of the HA manager's detection is −"))
        #expect(report.json["minutes_per_year"] != nil)
    }
}
