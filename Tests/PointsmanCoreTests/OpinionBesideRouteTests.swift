import PointsmanCore
import Testing

@Suite("Second opinions beside a routed primary")
struct OpinionBesideRouteTests {
    @Test("a refused primary beside a writable routed one gets no traffic and is asked about slowly")
    func beside() {
        var shell = SecondOpinionTests.settled()
        shell.see(ams, standby(timeline: 3, started: 3))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.status?.verdict.action == .keep)
        #expect(shell.status?.readiness == .ready)
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
        #expect(shell.consultation?.interval == .seconds(1))
        #expect(shell.plan?.interval == .seconds(1))
        shell.hear(.refuses("no"), of: fra, from: SecondOpinionTests.patroni)
        #expect(shell.status?.verdict.action == .keep)
        #expect(shell.status?.readiness == .ready)
        shell.finish()
        // The primary is lost, and now clients wait.
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.verdict.action == .hold)
        #expect(shell.operations.last == .pause)
        #expect(shell.consultation?.interval == .milliseconds(20))
    }

    @Test("a refused primary beside a routed one that refuses writes leaves the instance degraded")
    func besideReadOnly() {
        var shell = SecondOpinionTests.settled()
        shell.see(ams, standby(timeline: 3, started: 3))
        shell.see(iad, primary(readOnly: true))
        shell.see(fra, primary(timeline: 4, started: 2))
        shell.hear(.refuses("no"), of: fra, from: SecondOpinionTests.patroni)
        #expect(shell.status?.verdict.action == .keep)
        #expect(shell.status?.readiness.isDegraded == true)
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
    }

    @Test("a refused primary beside a routed one that missed a probe leaves the route")
    func besideSuspect() {
        var shell = SecondOpinionTests.settled()
        shell.miss(iad, .silent(.deadline))
        shell.see(fra, primary(timeline: 4, started: 2))
        shell.hear(.refuses("no"), of: fra, from: SecondOpinionTests.patroni)
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.status?.verdict.action == .keep)
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
    }

    @Test("an opinion source's refusal of the routed primary changes nothing")
    func routed() {
        var shell = SecondOpinionTests.settled()
        #expect(shell.consultation == nil)
        shell.hear(.refuses("no"), of: iad, from: SecondOpinionTests.patroni)
        shell.pass(.milliseconds(100))
        shell.see(iad, primary())
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.status?.readiness == .ready)
        #expect(shell.operations == [])
    }
}
