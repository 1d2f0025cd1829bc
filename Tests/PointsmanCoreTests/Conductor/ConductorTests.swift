import PointsmanCore
import Testing

@Suite("The conductor")
struct ConductorTests {
    @Test("a failed discovery changes no member, and an unnamed member is dropped after long silence")
    func discovery() {
        var shell = ScriptedShell.settled()
        shell.send(.discovery(.failure("SERVFAIL")))
        #expect(shell.plan?.members == [iad, fra, ams])
        #expect(shell.status?.discoveryFailure == "SERVFAIL")
        #expect(shell.status?.readiness == .ready)
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        #expect(shell.plan?.members == [iad, fra, ams])
        shell.miss(ams, .silent(.deadline))
        for _ in 0..<20 {
            #expect(shell.plan?.members == [iad, fra, ams])
            shell.pass(.seconds(1))
            shell.see(iad, primary())
            shell.see(fra, standby(of: iad))
        }
        #expect(shell.plan?.members == [iad, fra])
    }

    @Test("a failed setting is tried again, later each time")
    func retries() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        shell.finish(.failed("no"))
        #expect(shell.operations == [])
        #expect(shell.status?.readiness == .notReady("the route is not confirmed: no"))
        shell.pass(.milliseconds(20))
        shell.finish(.failed("no"))
        shell.pass(.milliseconds(20))
        #expect(shell.operations == [])
        shell.pass(.milliseconds(20))
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
    }

    @Test("standbys without a timeline, and a proxy before the members, are reported with what to do")
    func notices() {
        #expect(ScriptedShell.settled().status?.notices == [])
        var shell = ScriptedShell.settled()
        shell.see(fra, standby(timeline: nil))
        shell.see(ams, standby(timeline: nil, started: 3))
        #expect(shell.status?.notices.first?.contains("GRANT pg_monitor") == true)
        shell.see(fra, primary())
        #expect(shell.status?.notices.contains { $0.contains("5433") } == false)
        // A round that does not tell where the machines run takes nothing back.
        for isOnFly in [true, nil] {
            shell.send(.discovery(.members([iad, fra, ams].map { Member(id: $0, isOnFly: isOnFly) })))
            #expect(shell.status?.notices.first?.contains("member_port = 5433") == true)
        }
    }

    @Test("a report expires after the freshness interval, not before and not later")
    func ages() {
        var shell = ScriptedShell.settled()
        func unknown() -> [Bool]? { shell.status?.members.map { $0.standing == .unknown(.silent(.deadline)) } }
        shell.pass(.milliseconds(400))
        shell.see(fra, standby(of: iad))
        shell.see(ams, standby(of: iad, started: 3))
        shell.pass(.milliseconds(100))
        shell.see(iad, primary())
        // The first ones would be too old now, and just after.
        shell.pass(Policy().freshness - .milliseconds(500))
        shell.pass(.milliseconds(1))
        #expect(unknown() == [false, false, false])
        shell.pass(.milliseconds(399))
        #expect(unknown() == [false, true, true])
        shell.pass(.milliseconds(100))
        #expect(unknown() == [true, true, true])
    }

    @Test("the conductor asks to be woken when a report expires")
    func wakes() {
        let shell = ScriptedShell.settled()
        #expect(shell.wake == Instant(nanoseconds: 0) + Policy().freshness)
    }
}
