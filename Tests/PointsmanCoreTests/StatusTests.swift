import PointsmanCore
import Testing

@Suite("The status")
struct StatusTests {
    @Test("the status is degraded by the first failing check that was not excluded")
    func excluded() {
        var shell = ScriptedShell.settled()
        shell.send(.request(.hold(.seconds(5))))
        #expect(shell.status?.readiness == .degraded("held by an operator"))
        #expect(shell.status?.readiness(without: ["operator"]) == .degraded("the route is being set"))
        #expect(shell.status?.readiness(without: ["route"]) == .degraded("held by an operator"))
        #expect(shell.status?.readiness(without: ["operator", "route"]) == .ready)
    }

    @Test("the status reports where the fence cannot work, until it can, and names it if the route is unconfirmed")
    func fenceTrial() {
        var shell = ScriptedShell.settled()
        shell.send(.fenceTried(fra, .works))
        #expect(shell.status?.notices == [])
        shell.send(.fenceTried(iad, .refused("permission denied for language plpgsql")))
        #expect(shell.status?.notices.count == 1)
        #expect(shell.status?.notices.first?.contains("at \(iad): permission denied for language plpgsql") == true)
        #expect(shell.status?.readiness == .ready)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.readiness(without: ["primary"]) != .ready)
        let reason = shell.status?.readiness(without: ["primary"]).reason
        #expect(reason?.contains("the fence can't work at \(iad)") == true)
        shell.send(.fenceTried(iad, .works))
        #expect(shell.status?.notices == [])
    }

    @Test("the status names the primary with its region")
    func primaryMember() {
        let primary = ScriptedShell.settled().status?.primary
        #expect(primary?.member == Member(id: iad, region: Region("iad")))
    }

    @Test(
        "the status shows how far a standby is behind the primary, and never a negative lag",
        arguments: [(1_500, 500), (1_000, 0), (900, 0)] as [(UInt64, UInt64)])
    func lag(shown: UInt64, lag: UInt64) throws {
        var shell = ScriptedShell.settled()
        shell.see(iad, primary(lsn: 2_000))
        shell.see(iad, primary(lsn: 2_000 + shown))
        var behind = standby(of: iad)
        behind.lsn = LSN(bytes: 3_000)
        shell.see(fra, behind)
        let status = try #require(shell.status)
        let members = status.members.map { status.lagBytes(of: $0) }
        #expect(members == [nil, lag, 1_000 + shown])
    }

    /// What is shown where `fra` was seen like that.
    private static func seen(region: String = "fra", milliseconds: Int64 = 1, lsn: UInt64 = 900) -> Status? {
        var shell = ScriptedShell()
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra, region: Region(region))])))
        shell.see(iad, primary())
        var report = standby(of: iad)
        report.lsn = LSN(bytes: lsn)
        shell.send(
            .observed(
                Observation(
                    member: fra, sent: shell.moment, result: .report(report), roundTrip: .milliseconds(milliseconds))))
        return shell.status
    }

    @Test("the status changes with a member's region, round trip and position")
    func members() {
        #expect(Self.seen() == Self.seen())
        #expect(Self.seen() != Self.seen(region: "ams"))
        #expect(Self.seen() != Self.seen(milliseconds: 2))
        #expect(Self.seen() != Self.seen(lsn: 901))
    }

    @Test("the status shows the current number of instances")
    func fleet() {
        var shell = ScriptedShell.settled()
        for count in [2, 3] {
            shell.send(.fleet(count))
            #expect(shell.status?.fleet == count)
        }
    }
}
