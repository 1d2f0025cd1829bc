import PointsmanFormats
import TestServers
import Testing

@Suite("PgBouncer's own numbers as metrics")
struct PoolerMetricsTests {
    private static func value(_ name: String, _ labels: [String: String], _ answers: PoolerAnswers) -> Double? {
        PoolerMetrics.families(answers).first { $0.name == name }?.samples.first { sample in
            labels.allSatisfy { label in sample.labels.contains { $0.name == label.key && $0.value == label.value } }
        }?.value
    }

    @Test("PgBouncer's metrics have the values that real PgBouncers showed", arguments: RecordedAnswers.versions)
    func values(version: String) {
        let answers = RecordedAnswers.of(version)
        let pool = ["database": "app", "user": "app"]
        #expect(Self.value("pgbouncer_up", [:], answers) == 1)
        #expect(Self.value("pgbouncer_version_info", ["version": "PgBouncer \(version)"], answers) == 1)
        #expect(Self.value("pgbouncer_pools_client_waiting_connections", pool, answers) == 2)
        #expect(Self.value("pgbouncer_pools_server_active_connections", pool, answers) == 5)
        let maxwait = Self.value("pgbouncer_pools_client_maxwait_seconds", pool, answers) ?? 0
        #expect(maxwait > 3 && maxwait < 4 && maxwait != maxwait.rounded(), "maxwait_us counts: \(maxwait)")
        let database = ["name": "app", "host": "127.0.0.1", "port": "5999", "database": "postgres", "force_user": ""]
        #expect(Self.value("pgbouncer_databases_pool_size", database, answers) == 5)
        #expect(Self.value("pgbouncer_databases_reserve_pool", database, answers) == 2)
        #expect(Self.value("pgbouncer_databases_paused", database, answers) == 0)
        #expect(Self.value("pgbouncer_databases_pool_size", ["name": "pgbouncer", "host": ""], answers) == 2)
        #expect(Self.value("pgbouncer_used_servers", [:], answers) == 5)
        #expect(Self.value("pgbouncer_config_max_client_connections", [:], answers) == 500)
        #expect(Self.value("pgbouncer_config_max_user_connections", [:], answers) == 50)
        #expect(Self.value("pgbouncer_stats_totals_queries_pooled_total", ["database": "app"], answers) == 7)
        let busy = ["database": "app", "user": "app", "state": "active", "application_name": "worker"]
        #expect(Self.value("pgbouncer_client_connections", busy, answers) == 5)
        let linked = ["database": "app", "user": "app", "state": "active", "member": "127.0.0.1:5999"]
        #expect(Self.value("pgbouncer_server_connections", linked, answers) == 5)
    }

    @Test("PgBouncer's microseconds are exported as seconds")
    func units() {
        var answers = PoolerAnswers()
        answers[.stats] = ConsoleRows(
            columns: ["database", "total_xact_time", "total_wait_time", "avg_query_time"],
            rows: [["app", "1500000", "250", "2000"]])
        #expect(
            Self.value("pgbouncer_stats_totals_server_in_transaction_seconds_total", [:], answers) == 1.5)
        #expect(Self.value("pgbouncer_stats_totals_client_wait_seconds_total", [:], answers) == 0.00025)
        #expect(Self.value("pgbouncer_stats_average_query_seconds", [:], answers) == 0.002)
    }

    @Test("every numeric column that PgBouncer shows is exported", arguments: RecordedAnswers.versions)
    func completeness(version: String) {
        // What is text, and is neither a label nor a number.
        let texts = ["pool_mode", "load_balance_hosts"]
        let answers = RecordedAnswers.of(version)
        for command in [ShowCommand.pools, .databases, .stats, .lists] {
            let shown = answers[command].map {
                command == .lists ? $0.turned(names: "list", values: "items").columns : $0.columns
            }
            let tables = ConsoleTable.all.filter { $0.command == command }
            let known = tables.flatMap(\.labels) + tables.flatMap { $0.metrics.flatMap(\.columns) } + texts
            #expect((shown ?? []).filter { !known.contains($0) } == [], "of \(command.statement)")
        }
    }

    @Test("a silent console is exported as pgbouncer_up 0 and nothing else")
    func silent() {
        let families = PoolerMetrics.families(PoolerAnswers()).filter { !$0.samples.isEmpty }
        #expect(families.map(\.name) == ["pgbouncer_up"])
        #expect(families[0].samples.map(\.value) == [0])
    }

    @Test("one refused console command leaves the other metrics, with pgbouncer_up 0")
    func partly() {
        var answers = RecordedAnswers.of("1.18.0")
        answers[.servers] = nil
        #expect(Self.value("pgbouncer_up", [:], answers) == 0)
        #expect(Self.value("pgbouncer_users", [:], answers) != nil)
    }

    @Test("missing, new, reordered, NULL or non-numeric console columns do not break the metrics")
    func drift() {
        var answers = PoolerAnswers()
        answers[.pools] = ConsoleRows(
            columns: ["brand_new", "sv_idle", "user", "cl_waiting", "database", "cl_active"],
            rows: [["7", "3", "app", "x", "app", nil], ["7"]])
        #expect(Self.value("pgbouncer_pools_server_idle_connections", ["database": "app"], answers) == 3)
        #expect(Self.value("pgbouncer_pools_client_waiting_connections", [:], answers) == nil)
        #expect(Self.value("pgbouncer_pools_client_active_connections", [:], answers) == nil)
    }

    @Test("clients beyond 256 application names are counted in one sample")
    func crowd() throws {
        var answers = PoolerAnswers()
        answers[.clients] = ConsoleRows(
            columns: ["user", "database", "state", "application_name"],
            rows: (0..<1_000).map { ["app", "app", "active", "worker \($0)"] })
        let family = try #require(
            PoolerMetrics.families(answers).first { $0.name == "pgbouncer_client_connections" })
        #expect(family.samples.count == 257)
        #expect(family.samples.map(\.value).reduce(0, +) == 1_000)
    }

    @Test("promtool accepts PgBouncer's metrics, whatever clients call themselves", arguments: RecordedAnswers.versions)
    func promtool(version: String) async throws {
        let text = MetricsText.text(PoolerMetrics.families(RecordedAnswers.of(version)))
        #expect(text.contains(#"application_name="say \"hi\", \\me""#))
        #expect(try await Promtool.check(metrics: text) == "")
    }
}
