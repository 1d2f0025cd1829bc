/// Every metric of prometheus-community/pgbouncer_exporter 0.12.1 that has to do with PgBouncer, with its labels. Those of
/// its own process (go_*, process_*, promhttp_*) tell of another program and are left out.
enum ExporterMetrics {
    struct Metric: Sendable {
        let name: String
        let labels: [String]
        /// The SHOW command that it comes from, and the column (or the name in the first column).
        let source: String
        /// Releases of PgBouncer that have the column, where not all from 1.18 on do.
        var since: String?
        /// Gone from PgBouncer before 1.18, so that the exporter shows it for none of those releases either.
        var isGone = false
    }

    static let all: [Metric] =
        [
            Metric(name: "pgbouncer_up", labels: [], source: "all"),
            Metric(name: "pgbouncer_version_info", labels: ["version"], source: "VERSION"),
            Metric(
                name: "pgbouncer_client_connections", labels: ["application_name", "database", "state", "user"],
                source: "CLIENTS"),
        ] + databases + totals + pools + lists + config

    /// What it called the totals up to 0.10.
    static let former = totals.filter { $0.since == nil }.map { metric in
        Metric(
            name: "pgbouncer_stats_\(metric.name.dropFirst("pgbouncer_stats_totals_".count))", labels: metric.labels,
            source: metric.source, isGone: metric.isGone)
    }

    private static let databases = [
        ("pool_size", "pool_size"), ("reserve_pool", "reserve_pool(_size)"), ("max_connections", "max_connections"),
        ("current_connections", "current_connections"), ("paused", "paused"), ("disabled", "disabled"),
    ].map { name, column in
        Metric(
            name: "pgbouncer_databases_\(name)",
            labels: ["database", "force_user", "host", "name", "pool_mode", "port"], source: "DATABASES \(column)")
    }

    private static let totals = [
        ("queries_pooled_total", "total_query_count", nil), ("queries_duration_seconds_total", "total_query_time", nil),
        ("received_bytes_total", "total_received", nil), ("sent_bytes_total", "total_sent", nil),
        ("client_wait_seconds_total", "total_wait_time", nil),
        ("sql_transactions_pooled_total", "total_xact_count", nil),
        ("server_in_transaction_seconds_total", "total_xact_time", nil),
        ("server_assignments_total", "total_server_assignment_count", "1.23"),
        ("client_parses_total", "total_client_parse_count", "1.24"),
        ("server_parses_total", "total_server_parse_count", "1.24"), ("binds_total", "total_bind_count", "1.24"),
        ("queries_total", "total_requests", nil),
    ].map { name, column, since in
        Metric(
            name: "pgbouncer_stats_totals_\(name)", labels: ["database"], source: "STATS \(column)", since: since,
            isGone: name == "queries_total")
    }

    private static let pools = [
        ("client_active_connections", "cl_active"), ("client_active_cancel_connections", "cl_active_cancel_req"),
        ("client_waiting_connections", "cl_waiting"), ("client_waiting_cancel_connections", "cl_waiting_cancel_req"),
        ("server_active_connections", "sv_active"), ("server_active_cancel_connections", "sv_active_cancel"),
        ("server_being_canceled_connections", "sv_being_canceled"), ("server_idle_connections", "sv_idle"),
        ("server_used_connections", "sv_used"), ("server_testing_connections", "sv_tested"),
        ("server_login_connections", "sv_login"), ("client_maxwait_seconds", "maxwait, maxwait_us"),
    ].map { name, column in
        Metric(name: "pgbouncer_pools_\(name)", labels: ["database", "user"], source: "POOLS \(column)")
    }

    private static let lists = [
        ("databases", "databases"), ("users", "users"), ("pools", "pools"), ("free_clients", "free_clients"),
        ("used_clients", "used_clients"), ("login_clients", "login_clients"), ("free_servers", "free_servers"),
        ("used_servers", "used_servers"), ("cached_dns_names", "dns_names"), ("cached_dns_zones", "dns_zones"),
        ("in_flight_dns_queries", "dns_queries"),
    ].map { Metric(name: "pgbouncer_\($0)", labels: [], source: "LISTS \($1)") }

    private static let config = [
        ("max_client_connections", "max_client_conn"), ("max_user_connections", "max_user_connections"),
    ].map { Metric(name: "pgbouncer_config_\($0)", labels: [], source: "CONFIG \($1)") }
}
