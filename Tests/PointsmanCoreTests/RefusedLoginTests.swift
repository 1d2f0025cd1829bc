import PointsmanCore
import Testing

@Suite("Members that refuse the agent's login")
struct RefusedLoginTests {
    private static let refusal = ProbeFailure(.sqlState("28P01"))

    /// Its sessions were ended, clients are held, and it refuses the password since.
    private static func refused() -> ScriptedShell {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .init(.sqlState("57P01"))))
        shell.finish()
        shell.miss(iad, refusal)
        return shell
    }

    @Test("a member that refuses the login rests ever longer, and the others do not")
    func rests() {
        var shell = Self.refused()
        var rests: [Duration] = []
        for _ in 0..<7 {
            let next = shell.plan?.rest(of: iad)
            rests.append((next ?? shell.moment) - shell.moment)
            shell.moment = next ?? shell.moment
            shell.miss(iad, Self.refusal)
        }
        #expect(rests.first.map { $0 > .milliseconds(700) && $0 <= .seconds(1) } == true, "\(rests)")
        #expect(rests.last.map { $0 > .seconds(20) && $0 <= .seconds(30) } == true, "\(rests)")
        #expect(shell.plan?.rests.map(\.member) == [iad])
    }

    @Test("a resting member is probed again after it answers, restarts, or the configuration is reloaded")
    func reset() {
        for event: Event in [
            .observed(Observation(member: iad, sent: Instant(nanoseconds: 9), result: .report(primary()))),
            .observed(
                Observation(
                    member: iad, sent: Instant(nanoseconds: 9), result: .failure(.init(.sqlState("57P03"))))),
            .reloaded,
        ] {
            var shell = Self.refused()
            #expect(shell.plan?.rests.count == 1)
            shell.moment = Instant(nanoseconds: 10)
            shell.send(event)
            #expect(shell.plan?.rests == [])
        }
    }

    @Test("a resting member goes on resting if it is silent in between")
    func silence() {
        var shell = Self.refused()
        shell.miss(iad, .silent(.deadline))
        shell.miss(iad, Self.refusal)
        #expect(shell.plan?.rests.first?.backOff.failures == 2)
    }

    @Test("a member that rested in an earlier run is probed within a second and then rests as long as before")
    func earlierRun() {
        var rest = BackOff()
        for _ in 0..<6 { rest.fail(.refused, seed: 0, at: Instant(nanoseconds: 0)) }
        let now = Instant(nanoseconds: 100)
        let left = ProbePlan.Rest(iad, rest).inNextRun(at: now)
        #expect(left.backOff.next.map { $0 <= now + .seconds(1) && $0 > now } == true)
        var shell = ScriptedShell(resting: [left])
        shell.moment = now
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        #expect(shell.plan?.rest(of: iad) == left.backOff.next)
        shell.miss(iad, Self.refusal)
        #expect(shell.plan?.rest(of: iad).map { $0 - shell.moment > .seconds(20) } == true)
    }

    @Test("clients let into a restart's logins are held again when the login is refused, and fail after hold_timeout")
    func afterRestart() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .init(.sqlState("57P01"))))
        shell.finish()
        shell.send(.passwordRequested(iad))
        #expect(shell.status?.verdict.rule == .restart)
        shell.finish()
        shell.miss(iad, Self.refusal)
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [.pause])
        shell.finish()
        // That it asks for a password is no news.
        shell.send(.passwordRequested(iad))
        #expect(shell.operations == [])
        shell.pass(Policy().holdTimeout)
        #expect(shell.status?.verdict.rule == .unavailable)
        #expect(shell.operations == [.refuse])
        shell.finish()
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.operations == [])
        #expect(shell.plan?.interval == Policy().probeInterval)
    }

    @Test("clients fail after hold_timeout if the primary refuses both the probe's and the canary's login")
    func unserved() throws {
        var shell = ScriptedShell.settled()
        // It was out of connections for a while, so that nobody saw its sessions end.
        shell.miss(iad, .init(.sqlState("53300")))
        #expect(shell.inspection == nil)
        shell.miss(iad, Self.refusal)
        let look = try #require(shell.inspection)
        let databases = PoolerSight.Console.shows([PoolerSight.Database(name: "app", carriesWrites: true)])
        shell.send(.inspected(look.id, PoolerSight(console: databases, canary: .turnedDown("login failed"))))
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.holdLimit == shell.moment + Policy().holdTimeout + .seconds(1))
        shell.pass(Policy().holdTimeout - .milliseconds(1))
        #expect(shell.operations == [])
        shell.pass(.milliseconds(1))
        #expect(shell.operations == [.refuse])
        shell.finish()
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.operations == [] && shell.holdLimit == nil)
        // Nothing was heard of the standby meanwhile.
        shell.see(iad, primary())
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
        // The canary of before the refusal says nothing of the route of afterwards, nor is the next loss part of this hold.
        shell.finish()
        #expect(shell.operations == [.confirm(primary().identity)])
        shell.finish()
        shell.pass(.seconds(1))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [.pause])
    }

    @Test("clients are not failed if the primary refuses the probes but serves the canary")
    func served() throws {
        var shell = ScriptedShell.settled()
        shell.miss(iad, Self.refusal)
        let databases = PoolerSight.Console.shows([PoolerSight.Database(name: "app", carriesWrites: true)])
        let canaries: [PoolerSight.Canary] = [
            .turnedDown("login failed"), .reached(primary().identity, isInRecovery: false),
        ]
        var last: OperationID?
        for canary in canaries {
            while shell.inspection?.id == last { shell.pass(.milliseconds(100)) }
            let look = try #require(shell.inspection)
            last = look.id
            shell.send(.inspected(look.id, PoolerSight(console: databases, canary: canary)))
            #expect((shell.holdLimit == nil) == (canary == canaries[1]))
        }
        shell.pass(Policy().holdTimeout + .seconds(1))
        #expect(shell.operations == [])
        #expect(shell.status?.verdict.rule == .suspect)
    }

    @Test("PgBouncer's logins are limited while the routed member refuses the login")
    func limit() {
        var shell = Self.refused()
        #expect(shell.limitsLogins)
        shell.see(iad, primary())
        #expect(!shell.limitsLogins)
        // One that carries neither writes nor reads is no matter of PgBouncer's.
        shell.miss(ams, Self.refusal)
        #expect(!shell.limitsLogins)
    }

    @Test("a canary that keeps failing is sent less often, with PgBouncer's logins limited")
    func canary() {
        var shell = ScriptedShell.settled()
        shell.send(.pooler(.down("gone")))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        var gaps: [Duration] = []
        for _ in 0..<12 {
            let failed = shell.moment
            #expect(shell.operations.count == 1)
            shell.finish(.failed("the canary"))
            while shell.operations.isEmpty, shell.moment - failed < .seconds(20) {
                shell.see(iad, primary())
                shell.see(fra, standby(of: iad))
                shell.see(ams, standby(of: iad, started: 3))
                shell.pass(.milliseconds(10))
            }
            gaps.append(shell.moment - failed)
        }
        #expect(gaps[0] <= .milliseconds(30), "\(gaps)")
        #expect(gaps[11] >= .seconds(5), "\(gaps)")
        #expect(shell.limitsLogins)
        shell.finish()
        #expect(!shell.limitsLogins)
    }
}
