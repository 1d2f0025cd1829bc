import PointsmanCore
import PointsmanFormats
import Testing

@Suite("Obstacles to writes, as they are shown")
struct ObstacleTextTests {
    @Test(
        "the row of waiting commits means none only if no session is hidden",
        arguments: [
            ([:], CommitWaits.unknown), (["synchronous_names": "", "sessions": "0", "hidden": "0"], .none),
            (["synchronous_names": "a", "sessions": "0", "hidden": "2"], .unknown),
            (["synchronous_names": "a", "sessions": "x", "hidden": "0"], .unknown),
            (
                ["synchronous_names": "a", "sessions": "2", "hidden": "2", "oldest": "77", "connected": "b\nc"],
                .waiting(sessions: 2, oldest: 77, SynchronousStandbys(setting: "a", connected: ["b", "c"]))
            ),
        ] as [([String: String], CommitWaits)])
    func row(row: [String: String], waits: CommitWaits) {
        #expect(CommitWaits(row: { row[$0] }) == waits)
    }

    private static let stuck = CommitWaits.waiting(
        sessions: 2, oldest: 1, SynchronousStandbys(setting: "ghost", connected: []))

    @Test("an unknown obstacle has no metric and is shown as not known")
    func unknown() {
        let reading = SettledStatus.reading()
        #expect(!metrics(reading).contains("pointsman_write_obstacle"))
        #expect(StatusCheck.writes.line(reading).state == .unknown)
        #expect(StatusTable.text(reading).contains("\ndisk     whether the primary's is full is not known"))
        #expect(StatusDocument.json(reading)["obstacles"]?["commits"]?["state"] == "unknown")
        let some = SettledStatus.reading(further: [.roomTried(SettledStatus.primary, .init(disk: .present))])
        #expect(
            StatusCheck.writes.line(some).text
                == "POINTSMAN WRITES OK: nothing is seen that keeps the primary from acknowledging writes; not known: "
                + "commits, connections | 'commit_wait'=U;;;0 'commits_waiting'=U;;;0")
    }

    @Test("a clear obstacle is a zero metric and an OK check")
    func clear() {
        let reading = SettledStatus.reading(further: [
            .commitsSeen(SettledStatus.primary, .none),
            .roomTried(SettledStatus.primary, .init(disk: .present, connections: .present)),
        ])
        for kind in ["commits", "disk", "connections"] {
            #expect(metrics(reading).contains("pointsman_write_obstacle{kind=\"\(kind)\"} 0\n"))
        }
        #expect(metrics(reading).contains("\npointsman_commit_wait_seconds 0\n"))
        #expect(
            StatusCheck.writes.line(reading).text
                == "POINTSMAN WRITES OK: nothing is seen that keeps the primary from acknowledging writes "
                + "| 'commit_wait'=0s;;;0 'commits_waiting'=0;;;0")
        #expect(!StatusTable.text(reading).contains("not known"))
    }

    @Test("commits that wait for a standby are critical, with their number and time")
    func commits() {
        let reading = SettledStatus.reading(
            further: [
                .commitsSeen(SettledStatus.primary, Self.stuck), .commitsSeen(SettledStatus.primary, Self.stuck),
            ],
            after: .milliseconds(2_100))
        let line = StatusCheck.writes.line(reading)
        #expect(line.state == .critical)
        #expect(line.text.contains("wait for a synchronous standby: synchronous_standby_names is `ghost`"))
        #expect(line.text.contains("'commits_waiting'=2;"), "\(line.text)")
        #expect(metrics(reading).contains("pointsman_write_obstacle{kind=\"commits\"} 1\n"))
        #expect(metrics(reading).contains("\npointsman_commits_waiting 2\n"))
        #expect(StatusTable.text(reading).hasPrefix("READY, degraded: commits at 127.0.0.11:5432 wait for"))
        #expect(StatusTable.text(reading).contains("; 2 wait, the first for 2 s\n"), "\(StatusTable.text(reading))")
        #expect(StatusDocument.json(reading)["obstacles"]?["commits_waiting"] == .integer(2))
    }

    @Test("a lack of connections is a warning, and a full disk is critical")
    func room() {
        func state(_ trial: RoomTrial) -> PluginLine.State {
            StatusCheck.writes.line(SettledStatus.reading(further: [.roomTried(SettledStatus.primary, trial)])).state
        }
        #expect(state(.init(disk: .present, connections: .exhausted("53300"))) == .warning)
        #expect(state(.init(disk: .exhausted("53100"), connections: .present)) == .critical)
    }

    private func metrics(_ reading: StatusReading) -> String {
        MetricsText.text(StatusMetrics.families(reading))
    }
}
