import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The text of the checks")
struct StatusCheckTests {
    private static func line(
        _ check: StatusCheck, _ reading: StatusReading = SettledStatus.reading(), pooler: PoolerAnswers = .init(),
        warning: [String] = [], critical: [String] = []
    ) throws -> String {
        try PluginThresholds(warning: warning, critical: critical).applied(
            to: check.line(reading, pooler: pooler), main: check.mainFigure, defaults: check.standardThresholds
        ).text
    }

    @Test("degraded readiness is a warning, with the same words in check, status, JSON and metrics")
    func degraded() throws {
        #expect(try Self.line(.ready).hasPrefix("POINTSMAN READY OK: writes go to 127.0.0.11:5432 in iad |"))
        let reading = SettledStatus.reading(primaryGoes: true)
        let sentence = "degraded: the primary 127.0.0.11:5432 is gone; clients are held"
        #expect(try Self.line(.ready, reading).hasPrefix("POINTSMAN READY WARNING: \(sentence) |"))
        #expect(StatusSentence.text(reading.status) == sentence)
        #expect(StatusTable.text(reading).hasPrefix("READY, \(sentence)\n"))
        let document = StatusDocument.json(reading)
        #expect(document["ready"] == .bool(true))
        #expect(document["readiness"] == .string("degraded"))
        #expect(document["reason"] == .string("the primary 127.0.0.11:5432 is gone; clients are held"))
        #expect(document["reach"] == .string("unknown"))
        let metrics = MetricsText.text(StatusMetrics.families(reading))
        #expect(metrics.contains("\npointsman_ready 1\n") && metrics.contains("\npointsman_degraded 1\n"))
        #expect(metrics.contains("\npointsman_readiness_check{check=\"primary\"} 1\n"))
        let never = SettledStatus.reading(primaryAnswers: false)
        #expect(try Self.line(.ready, never).hasPrefix("POINTSMAN READY CRITICAL: "))
        #expect(MetricsText.text(StatusMetrics.families(never)).contains("\npointsman_degraded 0\n"))
    }

    @Test("the lag check judges the furthest standby in bytes and in time, and names each")
    func lag() throws {
        #expect(
            try Self.line(.lag)
                == "POINTSMAN LAG OK: 2 of 3 members are standbys | 'lag'=4096B;16777216;;0 'staleness'=3s;;;0 "
                + "'lag 127.0.0.12:5432'=4096B;;;0 'lag 127.0.0.13:5432'=512B;;;0")
        #expect(
            try Self.line(.lag, warning: ["1024"], critical: ["staleness=2"]).hasPrefix(
                "POINTSMAN LAG CRITICAL: 2 of 3 members are standbys; lag is 4096B, warning range 1024; "
                    + "staleness is 3s, critical range 2 |"))
    }

    @Test("the lag check is unknown if no standby answers")
    func noStandby() throws {
        let reading = SettledStatus.reading(standbysAnswer: false)
        #expect(try Self.line(.lag, reading, warning: ["1"]) == "POINTSMAN LAG UNKNOWN: no standby answers")
    }

    @Test(
        "the pools check sees the waiting clients of a real PgBouncer of each recorded release",
        arguments: RecordedAnswers.versions)
    func pools(version: String) throws {
        let answers = RecordedAnswers.of(version)
        let line = try Self.line(.pools, pooler: answers)
        // The first client had waited for between 3 and 4 seconds, and all 5 of 5 connections were in use.
        #expect(line.hasPrefix("POINTSMAN POOLS WARNING: 2 clients wait in 1 pool; maxwait is 3."), "\(line)")
        #expect(line.contains("s, warning range 1 | 'waiting'=2;;;0 'maxwait'=3."), "\(line)")
        #expect(line.hasSuffix("s;1;5;0 'used'=100%;;;0"), "\(line)")
        #expect(try Self.line(.pools, pooler: answers, critical: ["3"]).hasPrefix("POINTSMAN POOLS CRITICAL:"))
        let full = try Self.line(
            .pools, pooler: answers, warning: ["~:", "used=~:99"], critical: ["waiting=5"])
        #expect(
            full.hasPrefix(
                "POINTSMAN POOLS WARNING: 2 clients wait in 1 pool; used is 100%, warning range ~:99 |"), "\(full)")
    }

    @Test("the pools check is unknown if PgBouncer's console does not answer")
    func silent() throws {
        #expect(
            try Self.line(.pools, critical: ["waiting=1"])
                == "POINTSMAN POOLS UNKNOWN: PgBouncer's console does not answer")
    }

    @Test(
        "each check's main figure is one of its own figures, and its default thresholds apply",
        arguments: StatusCheck.allCases)
    func mainFigures(check: StatusCheck) throws {
        let line = check.line(SettledStatus.reading(), pooler: RecordedAnswers.of("1.25.2"))
        #expect(check.mainFigure.map { line.performance.map(\.label).contains($0) } ?? true)
        #expect((check.standardThresholds == .none) == ![.pools, .lag].contains(check))
        _ = try Self.line(check, pooler: RecordedAnswers.of("1.25.2"))
    }
}
