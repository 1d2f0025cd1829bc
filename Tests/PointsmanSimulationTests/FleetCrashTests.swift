import PointsmanScenarios
import PointsmanSimulation
import Testing

@Suite("The load of a large fleet")
struct FleetCrashTests {
    @Test(
        "a fleet asks no member more than 500 times a second, and is served soon after the promotion",
        arguments: [20, 200])
    func budget(agents: Int) {
        let result = FleetCrash(FleetCrash.Plan(agents: agents)).run()
        #expect(result.unserved == 0)
        #expect(result.failedLogins == 0)
        #expect(result.probesAtRest <= 500)
        #expect(result.probesAtPeak <= 500)
        #expect(result.p99 < .milliseconds(250))
    }

    @Test("a fleet without a budget asks its members more often than that")
    func unlimited() {
        var plan = FleetCrash.Plan(agents: 20)
        plan.probesPerSecond = 1_000_000
        #expect(FleetCrash(plan).run().probesAtPeak > 500)
    }

    @Test("the same fleet comes to the same each time")
    func repeats() {
        let results = (0..<2).map { _ in FleetCrash(FleetCrash.Plan(agents: 20)).run() }
        #expect(results[0].events == results[1].events)
        #expect(results[0].last == results[1].last)
    }
}
