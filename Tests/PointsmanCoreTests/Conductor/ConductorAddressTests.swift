import PointsmanCore
import Testing

@Suite("The conductor with two addresses of one server")
struct ConductorAddressTests {
    private static let second = MemberID(address: .v4(0x7F00_0001), port: 5432)

    @Test("a second address of the primary changes nothing, and takes over when the first one is gone")
    func secondAddress() {
        var shell = ScriptedShell.settled()
        let other = Self.second
        let everyone = [other, iad, fra, ams].map { Member(id: $0) }
        shell.send(.discovery(.members(everyone)))
        shell.see(other, primary())
        #expect(shell.operations == [])
        #expect(shell.status?.setting?.writes.member == iad)
        shell.miss(iad, .silent(.deadline))
        #expect(shell.operations == [])
        #expect(shell.status?.verdict.rule == .suspect)
        shell.pass(Policy().suspectAfter)
        shell.see(other, primary())
        #expect(shell.operations == [.pause, .sever])
        #expect(shell.saved.last??.owner == other)
        shell.finish()
        shell.finish()
        #expect(shell.operations == [.set(setting(other, reads: other))])
    }

    @Test(
        "a restarted primary is recognized at its second address, but not at a proxy's",
        arguments: [(nil, true), (second, true), (iad, false)] as [(MemberID?, Bool)])
    func startedAgain(endpoint: MemberID?, isKnown: Bool) {
        var shell = ScriptedShell.settled()
        shell.send(.discovery(.members([Self.second, iad, fra, ams].map { Member(id: $0) })))
        var report = primary()
        report.endpoint = endpoint
        shell.see(Self.second, report)
        #expect(shell.status?.fence?.ownerAddresses == (isKnown ? [Self.second] : []))
        for member in [Self.second, iad] { shell.miss(member, .down(.endOfFile)) }
        shell.finish()
        shell.see(Self.second, primary(lsn: 2_000, started: 9))
        #expect(shell.status?.verdict.target == (isKnown ? Self.second : nil))
    }

    @Test("a primary that refused writes last is degraded when silent, and not held while its other address answers")
    func refusesElsewhere() {
        var shell = ScriptedShell.settled()
        shell.send(.discovery(.members([Self.second, iad, fra, ams].map { Member(id: $0) })))
        shell.see(iad, primary(readOnly: true))
        shell.miss(iad, .silent(.deadline))
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.status?.readiness.isDegraded == true)
        shell.pass(Policy().suspectAfter)
        #expect(shell.status?.verdict.rule == .hold)
        shell.see(Self.second, primary(readOnly: true))
        #expect(shell.status?.verdict.rule == .readOnly)
    }

    @Test("an address that leads to another server is no longer one of the owner's")
    func ledElsewhere() {
        var shell = ScriptedShell.settled()
        shell.send(.discovery(.members([Self.second, iad, fra, ams].map { Member(id: $0) })))
        shell.see(Self.second, primary())
        shell.see(Self.second, standby(of: iad, started: 5))
        #expect(shell.status?.fence?.ownerAddresses == [])
    }

    @Test("a primary's second address that is writable first does not move the route")
    func secondAddressIsWritableFirst() {
        var shell = ScriptedShell.settled()
        let other = Self.second
        shell.send(.discovery(.members([other, iad, fra, ams].map { Member(id: $0) })))
        for member in [other, iad] { shell.see(member, primary(readOnly: true)) }
        shell.see(other, primary())
        #expect(shell.status?.verdict.rule == .readOnly)
        shell.see(iad, primary())
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.operations == [])
        #expect(shell.status?.setting?.writes.member == iad)
    }

    @Test("the later report of a primary's two addresses decides whether it refuses writes")
    func secondAddressRefuses() {
        var shell = ScriptedShell.settled()
        let other = MemberID(address: .v4(0x7F00_0001), port: 5432)
        shell.send(.discovery(.members([other, iad, fra, ams].map { Member(id: $0) })))
        shell.see(other, primary(readOnly: true))
        #expect(shell.status?.verdict.rule == .route)
        shell.pass(.milliseconds(1))
        shell.see(other, primary(readOnly: true))
        #expect(shell.status?.verdict.rule == .readOnly)
        #expect(shell.status?.readiness.isDegraded == true)
        shell.pass(.milliseconds(1))
        shell.see(iad, primary())
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.operations == [])
        shell.pass(.milliseconds(1))
        shell.see(other, primary(readOnly: true))
        #expect(shell.status?.verdict.rule == .readOnly)
    }

    @Test("a standby or another server that refuses writes does not count for the primary")
    func othersRefuse() {
        var shell = ScriptedShell.settled()
        shell.pass(.milliseconds(1))
        var refusing = standby(of: iad, started: 1)
        refusing.isReadOnly = true
        shell.see(ams, refusing)
        shell.see(fra, primary(timeline: 2, started: 2, readOnly: true))
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("a second address's report from before the loss of the first proves nothing")
    func secondAddressIsOld() {
        var shell = ScriptedShell.settled()
        let other = MemberID(address: .v4(0x7F00_0001), port: 5432)
        shell.send(.discovery(.members([other, iad, fra, ams].map { Member(id: $0) })))
        shell.see(other, primary())
        shell.pass(.milliseconds(1))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.status?.fence?.owner == iad)
        shell.see(other, primary())
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.status?.fence?.owner == other)
    }

    @Test("a primary that restarts keeps its address that does not answer yet")
    func startedAgainInPlace() {
        var shell = ScriptedShell.settled()
        shell.send(.discovery(.members([Self.second, iad, fra, ams].map { Member(id: $0) })))
        shell.see(Self.second, primary())
        for member in [Self.second, iad] { shell.miss(member, .down(.endOfFile)) }
        shell.finish()
        shell.see(iad, primary(lsn: 2_000, started: 9))
        #expect(shell.status?.verdict.target == iad)
        #expect(shell.status?.fence?.ownerAddresses == [Self.second])
    }
}
