import PointsmanCore
import Testing

@Suite("Obstacles to writes while the primary lives")
struct ObstacleTests {
    private static let ghost = SynchronousStandbys(setting: "ghost", connected: [])

    private static func waiting(_ oldest: Int64, sessions: Int = 3) -> CommitWaits {
        .waiting(sessions: sessions, oldest: oldest, ghost)
    }

    @Test("commits that wait for a standby degrade the instance with the missing standby's name until they go on")
    func commits() {
        var shell = ScriptedShell.settled()
        #expect(shell.status?.readiness == .ready && shell.status?.obstacles.commits == .unknown)
        shell.send(.commitsSeen(iad, Self.waiting(7)))
        #expect(shell.status?.readiness == .ready, "each commit waits for a moment")
        shell.pass(.seconds(1))
        Self.see(&shell)
        shell.pass(.seconds(4))
        Self.see(&shell)
        shell.send(.commitsSeen(iad, Self.waiting(7, sessions: 5)))
        let sentence =
            "commits at \(iad) wait for a synchronous standby: synchronous_standby_names is `ghost`, and ghost is not "
            + "there: no standby streams from it"
        #expect(shell.status?.readiness == .degraded(sentence))
        #expect(shell.status?.obstacles.stuck == .init(sessions: 5, since: Instant(nanoseconds: 0)))
        #expect(shell.decisions.last?.readiness == .degraded(sentence), "the log says so, too")
        shell.send(.commitsSeen(iad, .none))
        #expect(shell.status?.readiness == .ready)
        #expect(shell.status?.obstacles.commits == WriteObstacles.Finding.none && shell.status?.obstacles.stuck == nil)
    }

    @Test("commits that wait but change between looks are no obstacle")
    func passing() {
        var shell = ScriptedShell.settled()
        for oldest in 0..<5 {
            shell.send(.commitsSeen(iad, Self.waiting(Int64(oldest))))
            shell.pass(.seconds(5))
            Self.see(&shell)
        }
        #expect(shell.status?.readiness == .ready)
    }

    @Test("waiting commits hidden by missing rights are unknown and degrade nothing")
    func hidden() {
        var shell = ScriptedShell.settled()
        shell.send(.commitsSeen(iad, .unknown))
        #expect(shell.status?.obstacles.commits == .unknown)
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a full disk and a lack of connections degrade the instance in the server's words")
    func room() {
        var shell = ScriptedShell.settled()
        shell.send(.roomTried(iad, .init(disk: .exhausted("No space left on device"), connections: .present)))
        #expect(
            shell.status?.readiness
                == .degraded(
                    "the disk of \(iad) is full: it answers what is read and refuses what is written "
                        + "(No space left on device)"))
        #expect(shell.status?.obstacles.connections == WriteObstacles.Finding.none)
        shell.send(.roomTried(iad, .init(connections: .exhausted("sorry, too many clients already"))))
        #expect(
            shell.status?.readiness
                == .degraded(
                    "\(iad) takes no further connection: PgBouncer's pools can't grow there (sorry, too many clients "
                        + "already)"))
        #expect(shell.status?.obstacles.disk == .unknown)
        shell.send(.roomTried(iad, .init(disk: .present, connections: .present)))
        #expect(shell.status?.readiness == .ready)
    }

    @Test("an obstacle at a member that does not take writes degrades nothing")
    func elsewhere() {
        var shell = ScriptedShell.settled()
        shell.send(.roomTried(fra, .init(disk: .exhausted("full"), connections: .exhausted("full"))))
        shell.send(.commitsSeen(fra, Self.waiting(7)))
        #expect(shell.status?.readiness == .ready)
        #expect(shell.status?.obstacles == WriteObstacles())
    }

    @Test("an obstacle that is not reported again expires after 90 s")
    func age() {
        var shell = ScriptedShell.settled()
        shell.send(.roomTried(iad, .init(disk: .exhausted("full"), connections: .present)))
        for second in 1...89 {
            shell.pass(.seconds(1))
            Self.see(&shell)
            #expect(shell.status?.readiness.isDegraded == true, "after \(second) s")
        }
        // The wake that was asked for brings it.
        let wake = shell.wake
        shell.pass(.seconds(1))
        #expect(wake.map { $0 <= shell.moment } == true)
        #expect(shell.status?.obstacles.disk == .unknown && shell.status?.readiness == .ready)
    }

    @Test("a primary that refuses probes for lack of connections is reported as full")
    func refusedProbes() {
        var shell = ScriptedShell.settled()
        shell.miss(iad, .blind(.sqlState("53300")))
        #expect(shell.status?.obstacles.connections.sentence?.contains("takes no further connection") == true)
        #expect(shell.status?.obstacles.commits == .unknown)
    }

    @Test("an obstacle leaves an instance ready, degraded, even with readiness = database")
    func scope() {
        var policy = Policy()
        policy.readiness = .database
        var shell = ScriptedShell.settled(policy: policy)
        shell.send(.roomTried(iad, .init(disk: .exhausted("full"), connections: .present)))
        #expect(shell.status?.readiness.isReady == true && shell.status?.readiness.isDegraded == true)
    }

    /// All members go on answering.
    private static func see(_ shell: inout ScriptedShell) {
        shell.see(iad, primary())
        shell.see(fra, standby(of: iad))
        shell.see(ams, standby(of: iad, started: 3))
    }
}
