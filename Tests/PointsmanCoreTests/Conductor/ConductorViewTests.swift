import PointsmanCore
import Testing

@Suite("The conductor's view after each event")
struct ConductorViewTests {
    /// One member, the pooler up, writes routed to it and confirmed.
    private static func lone() -> ScriptedShell {
        var shell = ScriptedShell()
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.see(iad, primary())
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.readiness == .ready)
        return shell
    }

    private static func standing(_ member: MemberID, _ shell: ScriptedShell) -> Standing? {
        shell.status?.members.first { $0.member.id == member }?.standing
    }

    private static func decisionReason(_ shell: ScriptedShell) -> String? {
        shell.status?.checks.first { $0.rule == .decision }?.reason
    }

    @Test("a report stops counting at the very moment at which it is too old")
    func growsOld() {
        var shell = ScriptedShell.settled()
        shell.pass(Policy().freshness + .nanoseconds(-1))
        #expect(shell.status?.verdict.rule == .route)
        shell.pass(.nanoseconds(1))
        #expect([iad, fra].allSatisfy { Self.standing($0, shell) == .unknown(.silent(.deadline)) })
        #expect(shell.status?.verdict.rule == .suspect)
    }

    @Test("a late report that the only member refuses writes still counts for the reason")
    func refusesLate() {
        var shell = Self.lone()
        let sent = shell.moment
        shell.pass(Policy().freshness)
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(Self.decisionReason(shell) == "no word of the primary \(iad): silent (no answer in time)")
        shell.send(
            .observed(
                Observation(
                    member: iad, sent: sent, result: .report(primary(lsn: 2_000, readOnly: true)), roundTrip: nil)))
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(Self.decisionReason(shell) == "the primary \(iad) refused writes when it was heard last")
    }

    @Test("a primary with less than it has shown is stale until it has as much again")
    func fallsBack() {
        var shell = Self.lone()
        shell.see(iad, primary(lsn: 2_000))
        shell.see(iad, primary(lsn: 1_500))
        #expect(Self.standing(iad, shell) == .stale)
        #expect(shell.status?.verdict.rule == .hold)
        shell.see(iad, primary(lsn: 2_000))
        #expect(Self.standing(iad, shell) == .writable)
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("a primary that shows no position is stale")
    func tellsNoPosition() {
        var shell = ScriptedShell.settled()
        var report = primary()
        report.lsn = nil
        shell.see(iad, report)
        #expect(Self.standing(iad, shell) == .stale)
        shell.see(iad, primary())
        #expect(Self.standing(iad, shell) == .writable)
    }

    @Test("a primary's second address is judged by the position that the first has reached")
    func secondAddressIsBehind() {
        var shell = ScriptedShell.settled()
        shell.send(.discovery(.members([iad, fra, ams, lhr].map { Member(id: $0) })))
        shell.see(lhr, primary())
        #expect(Self.standing(lhr, shell) == .writable)
        shell.see(iad, primary(lsn: 2_000))
        shell.send(.wake)
        #expect(Self.standing(lhr, shell) == .stale)
        #expect(shell.status?.verdict.target == iad)
    }

    @Test("the only member's silence counts from the first probe that it misses")
    func fallsSilent() {
        var shell = Self.lone()
        shell.pass(Policy().freshness)
        shell.miss(iad, .silent(.deadline))
        #expect(shell.status?.verdict.rule == .suspect)
        shell.pass(Policy().suspectAfter)
        #expect(shell.status?.verdict.rule == .hold)
    }

    @Test("clients wait at the only member as soon as it asks for a password again")
    func answers() {
        var shell = Self.lone()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        #expect(shell.status?.verdict.rule == .hold)
        shell.send(.passwordRequested(iad))
        #expect(shell.status?.verdict.rule == .restart)
    }

    @Test("the only member is pre-routed to as soon as it is being promoted")
    func isPromoted() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, standby())
        shell.finish()
        #expect(shell.status?.verdict.rule == .hold)
        shell.see(iad, standby(isPromoting: true))
        #expect(shell.status?.verdict.rule == .promotion)
    }

    @Test("a member that is named again starts without its old refusal of writes")
    func namedAgain() {
        var shell = ScriptedShell.settled()
        shell.send(.discovery(.members([Member(id: fra), Member(id: ams)])))
        shell.miss(iad, .silent(.deadline))
        shell.pass(Policy().patience)
        #expect(Self.standing(iad, shell) == nil)
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra), Member(id: ams)])))
        for _ in 0..<2 {
            #expect(shell.status?.verdict.rule == .hold)
            #expect(Self.decisionReason(shell) == "the primary \(iad) is gone; clients are held")
            shell.miss(iad, .silent(.deadline))
        }
    }

    @Test("a report of a server that is no member is forgotten")
    func noMember() {
        var shell = ScriptedShell()
        shell.see(iad, primary())
        shell.send(.request(.adoptFence(iad)))
        #expect(shell.status?.fence == nil)
        shell.send(.discovery(.members([Member(id: iad)])))
        #expect(Self.standing(iad, shell) == .unknown(nil))
    }

    @Test("the status is published if a member's region changes, and not if nothing visible does")
    func shows() {
        var shell = ScriptedShell.settled()
        shell.miss(ams, .silent(.deadline))
        let before = shell.published
        shell.send(.passwordRequested(ams))
        #expect(shell.published == before)
        let named = [(iad, "iad"), (fra, "fra"), (ams, "ams")].map { Member(id: $0, region: Region($1)) }
        shell.send(.discovery(.members(named)))
        #expect(shell.published == before + 1)
        #expect(shell.status?.members.last?.member.region == Region("ams"))
    }
}
