import PointsmanCore
import Testing

@Suite("How long a second opinion counts")
struct OpinionMemoryTests {
    private static let patroni = SecondOpinionTests.patroni
    private static let fleet = SecondOpinionTests.fleet

    @Test("an opinion source without an answer does not block the route", arguments: [true, false])
    func nothing(isAnswer: Bool) {
        var shell = SecondOpinionTests.promoted()
        if isAnswer {
            shell.hear(.nothing, of: fra, from: Self.patroni)
        } else {
            #expect(shell.wake == shell.moment + .milliseconds(500))
            shell.pass(.milliseconds(499))
            #expect(shell.status?.verdict.rule == .refused)
            shell.pass(.milliseconds(1))
        }
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("an opinion source's refusal outlasts its empty answers for two seconds")
    func memory() {
        var shell = SecondOpinionTests.promoted()
        shell.hear(.refuses("no"), of: fra, from: Self.patroni)
        let said = shell.moment
        for _ in 0..<19 {
            shell.pass(.milliseconds(100))
            shell.see(fra, primary(timeline: 4, started: 2))
            shell.hear(.nothing, of: fra, from: Self.patroni)
        }
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.wake == said + .seconds(2))
        shell.pass(.milliseconds(100))
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("an opinion source's refusal outlasts a moment in which its server refuses writes, an agreement does not")
    func interruption() {
        var shell = SecondOpinionTests.promoted(SecondOpinionTests.policy(Self.patroni, Self.fleet))
        shell.hear(.refuses("no"), of: fra, from: Self.patroni)
        shell.hear(.agrees, of: fra, from: Self.fleet)
        let said = shell.moment
        shell.pass(.milliseconds(50))
        shell.see(fra, primary(timeline: 4, started: 2, readOnly: true))
        #expect(shell.status?.verdict.rule != .refused)
        shell.pass(.milliseconds(50))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.status?.verdict.objections == [.refusal("no"), .open(Self.fleet)])
        shell.hear(.nothing, of: fra, from: Self.patroni)
        shell.hear(.agrees, of: fra, from: Self.fleet)
        #expect(shell.status?.verdict.objections == [.refusal("no")])
        while shell.moment < said + .milliseconds(1_900) {
            shell.pass(.milliseconds(100))
            shell.see(fra, primary(timeline: 4, started: 2))
        }
        #expect(shell.status?.verdict.rule == .refused)
        shell.pass(.milliseconds(100))
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("an opinion source's refusal that is not repeated ends on time by its own wake")
    func memoryWakes() {
        var policy = SecondOpinionTests.policy(Self.patroni)
        policy.suspectAfter = policy.probeTimeout
        // No look at the hold comes before.
        policy.canaryInterval = .zero
        var shell = SecondOpinionTests.promoted(policy)
        shell.pass(.milliseconds(100))
        shell.hear(.refuses("no"), of: fra, from: Self.patroni)
        let end = shell.moment + policy.memoryOfRefusals
        shell.pass(.milliseconds(100))
        shell.see(fra, primary(timeline: 4, started: 2))
        shell.see(ams, standby(of: iad, started: 3))
        // The very moment up to which the question was open.
        shell.pass(.milliseconds(300))
        #expect(shell.wake == end)
    }

    @Test("clients fail when an opinion source's refusal outlasts the hold, and the sources are asked less often")
    func over() {
        var shell = SecondOpinionTests.promoted()
        shell.hear(.refuses("no"), of: fra, from: Self.patroni)
        for _ in 0..<Policy().holdTimeout.components.seconds {
            shell.pass(.seconds(1))
            shell.see(fra, primary(timeline: 4, started: 2))
            shell.hear(.refuses("no"), of: fra, from: Self.patroni)
        }
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.status?.verdict.action == .refuse)
        #expect(shell.operations.contains(.refuse))
        #expect(shell.consultation?.interval == .milliseconds(100))
    }

    @Test("a late opinion does not replace a newer one")
    func late() {
        var shell = SecondOpinionTests.promoted()
        let first = shell.moment
        shell.pass(.milliseconds(20))
        shell.hear(.refuses("no"), of: fra, from: Self.patroni)
        shell.send(.opinion(Opinion(member: fra, source: Self.patroni, sent: first, answer: .agrees)))
        #expect(shell.status?.verdict.objections == [.refusal("no")])
    }
}
