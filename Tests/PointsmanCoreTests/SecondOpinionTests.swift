import PointsmanCore
import Testing

@Suite("Second opinions")
struct SecondOpinionTests {
    static let patroni = OpinionSource(.patroni, port: 8008)
    static let fleet = OpinionSource(.fleet, port: 6433)

    static func policy(_ sources: OpinionSource...) -> Policy {
        var policy = Policy()
        policy.secondOpinions = sources
        return policy
    }

    /// Writes routed to `iad`, to which everybody has agreed.
    static func settled(_ policy: Policy = policy(patroni)) -> ScriptedShell {
        var shell = ScriptedShell.settled(policy: policy)
        for source in policy.secondOpinions { shell.hear(.agrees, of: iad, from: source) }
        while !shell.pending.isEmpty { shell.finish() }
        return shell
    }

    /// The primary has crashed and `fra` was promoted.
    static func promoted(_ policy: Policy = policy(patroni)) -> ScriptedShell {
        var shell = settled(policy)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, primary(timeline: 4, started: 2))
        return shell
    }

    @Test("opinion sources are asked about a promoted member in a burst, and it is routed when all are heard")
    func agreed() {
        var shell = Self.promoted(Self.policy(Self.patroni, Self.fleet))
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.status?.verdict.action == .hold)
        #expect(shell.status?.verdict.members == [fra])
        #expect(shell.status?.verdict.objections == [.open(Self.patroni), .open(Self.fleet)])
        #expect(
            shell.consultation
                == Consultation(
                    member: fra, systemIdentifier: ours, timeline: Timeline(4), sources: [Self.patroni, Self.fleet],
                    interval: .milliseconds(20), timeout: .milliseconds(500)))
        shell.hear(.agrees, of: fra, from: Self.patroni)
        #expect(shell.status?.verdict.objections == [.open(Self.fleet)])
        #expect(shell.operations == [])
        shell.hear(.nothing, of: fra, from: Self.fleet)
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.consultation == nil)
        #expect(shell.operations.contains(.set(setting(fra, timeline: 4, reads: fra))))
    }

    @Test("writes are not pre-routed if a source of opinions is configured")
    func promotion() {
        var shell = Self.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, standby(timeline: nil, isPromoting: true))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [])
    }

    @Test("an opinion source's refusal holds writes and is named until the source agrees")
    func refused() {
        var shell = Self.promoted()
        shell.hear(.refuses("Patroni says no"), of: fra, from: Self.patroni)
        shell.pass(.seconds(1))
        shell.hear(.refuses("Patroni still says no"), of: fra, from: Self.patroni)
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.status?.verdict.action == .hold)
        #expect(
            shell.status?.readiness == .degraded("\(fra) is writable and not routed to: Patroni says no"))
        #expect(shell.operations == [])
        shell.hear(.agrees, of: fra, from: Self.patroni)
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.operations.contains(.set(setting(fra, timeline: 4, reads: fra))))
    }

    @Test("one opinion source's refusal outweighs another's agreement")
    func outweighed() {
        var shell = Self.promoted(Self.policy(Self.patroni, Self.fleet))
        shell.hear(.agrees, of: fra, from: Self.patroni)
        shell.hear(.refuses("another agent says no"), of: fra, from: Self.fleet)
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.status?.verdict.objections == [.refusal("another agent says no")])
    }

    @Test("opinion sources are asked during the first survey, and a refused member is not routed to")
    func firstStart() {
        var shell = ScriptedShell(policy: Self.policy(Self.patroni))
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(iad, primary())
        #expect(shell.status?.verdict.rule == .survey)
        #expect(shell.consultation?.member == iad)
        shell.see(fra, standby(of: iad))
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.status?.verdict.action == .keep)
        #expect(shell.status?.readiness.isReady == false)
        shell.hear(.refuses("no"), of: iad, from: Self.patroni)
        #expect(shell.status?.verdict.action == .refuse)
        #expect(shell.operations == [])
        #expect(shell.status?.fence == nil)
        shell.hear(.agrees, of: iad, from: Self.patroni)
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }

    @Test("a hold left by an earlier agent goes on until the opinion sources were heard")
    func leftHold() {
        var shell = ScriptedShell(policy: Self.policy(Self.patroni), fence: fence())
        shell.send(.pooler(.up(holdsWrites: true)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.status?.verdict.action == .hold)
        #expect(!shell.operations.contains(.resume))
    }

    @Test("a route left by an earlier agent needs no opinion")
    func found() {
        var shell = ScriptedShell(policy: Self.policy(Self.patroni), fence: fence())
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(iad, primary())
        shell.see(fra, standby(of: iad))
        #expect(shell.consultation == nil)
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("an opinion counts only for its member, run, timeline and time as a candidate")
    func others() {
        var shell = Self.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        let before = shell.moment
        shell.pass(.milliseconds(10))
        shell.see(fra, primary(timeline: 4, started: 2))
        shell.send(.opinion(Opinion(member: fra, source: Self.patroni, sent: before, answer: .agrees)))
        shell.hear(.agrees, of: ams, from: Self.patroni)
        shell.hear(.agrees, of: fra, from: OpinionSource(.patroni, port: 1))
        #expect(shell.status?.verdict.objections == [.open(Self.patroni)])
        shell.hear(.refuses("no"), of: fra, from: Self.patroni)
        #expect(shell.status?.verdict.objections == [.refusal("no")])
        shell.see(fra, primary(timeline: 5, started: 2))
        #expect(shell.status?.verdict.objections == [.open(Self.patroni)])
        shell.hear(.refuses("no"), of: fra, from: Self.patroni)
        shell.see(fra, primary(timeline: 5, started: 9))
        #expect(shell.status?.verdict.objections == [.open(Self.patroni)])
        #expect(shell.consultation?.timeline == Timeline(5))
        shell.see(fra, standby(started: 9))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.consultation == nil)
    }

    @Test("opinions are neither asked nor heeded if no source is configured")
    func nobody() {
        var shell = Self.promoted(Policy())
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.consultation == nil)
        shell.hear(.refuses("no"), of: fra, from: Self.patroni)
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("a hold is proven by another PAUSE once, after the opinions on the survivor of two promotions are heard")
    func survivorOfTwo() {
        var shell = Self.promoted()
        shell.hear(.agrees, of: fra, from: Self.patroni)
        shell.finish()
        shell.see(ams, primary(timeline: 4, started: 3))
        #expect(shell.status?.verdict.rule == .splitBrain)
        while shell.operations.first != .pause { shell.finish(.failed("too late")) }
        shell.finish(.doneUnused)
        shell.pass(.milliseconds(10))
        shell.send(.linkLost(fra, .down(.endOfFile)))
        for _ in 0..<3 {
            #expect(shell.status?.verdict.rule == .refused)
            #expect(shell.status?.verdict.objections == [.open(Self.patroni)])
            #expect(shell.operations == [])
            shell.pass(.milliseconds(10))
            shell.see(ams, primary(timeline: 4, started: 3))
        }
        shell.hear(.agrees, of: ams, from: Self.patroni)
        #expect(shell.operations == [.pause])
        shell.finish(.doneUnused)
        #expect(shell.operations == [.set(setting(ams, timeline: 4, reads: ams))])
    }
}

extension ScriptedShell {
    /// A source answers a question that was sent just now.
    mutating func hear(_ answer: Opinion.Answer, of member: MemberID, from source: OpinionSource) {
        send(.opinion(Opinion(member: member, source: source, sent: moment, answer: answer)))
    }
}
