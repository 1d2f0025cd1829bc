/// The tables' names and labels are those of prometheus-community/pgbouncer_exporter 0.12.1, so that its dashboards and
/// alerts work unchanged. Numbers that have no name there get a name of ours in the same pattern.
extension ConsoleTable {
    package static let all = [pools, databases, totals, formerTotals, averages, lists, config]

    static let pools = ConsoleTable(
        command: .pools, labels: ["database", "user"],
        metrics: [
            .init(
                "cl_active", "pgbouncer_pools_client_active_connections", .gauge,
                "Clients that are linked to a server connection, or idle (before PgBouncer 1.25)."),
            .init(
                "cl_waiting", "pgbouncer_pools_client_waiting_connections", .gauge,
                "Clients that have sent a query and wait for a server connection."),
            .init(
                "cl_active_cancel_req", "pgbouncer_pools_client_active_cancel_connections", .gauge,
                "Clients whose cancel request is on its way to the server."),
            .init(
                "cl_waiting_cancel_req", "pgbouncer_pools_client_waiting_cancel_connections", .gauge,
                "Clients whose cancel request waits to be sent on."),
            .init(
                "sv_active", "pgbouncer_pools_server_active_connections", .gauge,
                "Server connections that are linked to a client."),
            .init(
                "sv_active_cancel", "pgbouncer_pools_server_active_cancel_connections", .gauge,
                "Server connections that carry a cancel request."),
            .init(
                "sv_being_canceled", "pgbouncer_pools_server_being_canceled_connections", .gauge,
                "Server connections that wait until cancel requests for them have ended."),
            .init(
                "sv_idle", "pgbouncer_pools_server_idle_connections", .gauge,
                "Server connections that are free, for a client to use at once."),
            .init(
                "sv_used", "pgbouncer_pools_server_used_connections", .gauge,
                "Server connections that were free for longer than server_check_delay."),
            .init(
                "sv_tested", "pgbouncer_pools_server_testing_connections", .gauge,
                "Server connections that run server_reset_query or server_check_query."),
            .init(
                "sv_login", "pgbouncer_pools_server_login_connections", .gauge,
                "Server connections that are logging in."),
            .init(
                ["maxwait": 1, "maxwait_us": 1e-6], "pgbouncer_pools_client_maxwait_seconds", .gauge,
                "For how long the first client in the queue has waited."),
        ])

    static let databases = ConsoleTable(
        command: .databases, labels: ["name", "host", "port", "database", "force_user", "pool_mode"],
        metrics: [
            .init(
                "pool_size", "pgbouncer_databases_pool_size", .gauge,
                "The most server connections of a pool of this database."),
            .init(
                // Up to 1.23, and since 1.24.
                ["reserve_pool": 1, "reserve_pool_size": 1], "pgbouncer_databases_reserve_pool", .gauge,
                "How many more server connections a pool may open when clients wait for too long."),
            .init(
                "max_connections", "pgbouncer_databases_max_connections", .gauge,
                "The most server connections of this database; 0 is no limit."),
            .init(
                "current_connections", "pgbouncer_databases_current_connections", .gauge,
                "Server connections of this database."),
            .init("paused", "pgbouncer_databases_paused", .gauge, "1 while this database is under PAUSE."),
            .init("disabled", "pgbouncer_databases_disabled", .gauge, "1 while this database turns clients away."),
            .init(
                "min_pool_size", "pgbouncer_databases_min_pool_size", .gauge,
                "The server connections that a pool of this database keeps at least."),
            .init(
                "server_lifetime", "pgbouncer_databases_server_lifetime_seconds", .gauge,
                "For how long a server connection is used at most."),
            .init(
                "max_client_connections", "pgbouncer_databases_max_client_connections", .gauge,
                "The most clients of this database; 0 is no limit."),
            .init(
                "current_client_connections", "pgbouncer_databases_current_client_connections", .gauge,
                "Clients of this database."),
        ])

    /// SHOW STATS has the numbers of SHOW STATS_TOTALS under other names, and the averages as well.
    static let totals = ConsoleTable(command: .stats, labels: ["database"], metrics: countedEver + countedLately)

    /// The names that the exporter used up to 0.10. Its README still has them, and so do dashboards that were made for
    /// it, including Grafana's own for PgBouncer.
    static let formerTotals = ConsoleTable(
        command: .stats, labels: totals.labels,
        metrics: countedEver.map { $0.named("pgbouncer_stats_\($0.name.dropFirst("pgbouncer_stats_totals_".count))") })

    private static let countedEver: [ConsoleMetric] = [
        .init(
            "total_query_count", "pgbouncer_stats_totals_queries_pooled_total", .counter,
            "Queries that were pooled."),
        .init(
            ["total_query_time": 1e-6], "pgbouncer_stats_totals_queries_duration_seconds_total", .counter,
            "Time that servers took for queries."),
        .init(
            "total_received", "pgbouncer_stats_totals_received_bytes_total", .counter,
            "Bytes that came from clients."),
        .init(
            // Only in PgBouncer up to 1.7.
            "total_requests", "pgbouncer_stats_totals_queries_total", .counter, "Requests that were pooled."),
        .init("total_sent", "pgbouncer_stats_totals_sent_bytes_total", .counter, "Bytes that went to clients."),
        .init(
            ["total_wait_time": 1e-6], "pgbouncer_stats_totals_client_wait_seconds_total", .counter,
            "Time that clients waited for a server connection."),
        .init(
            "total_xact_count", "pgbouncer_stats_totals_sql_transactions_pooled_total", .counter,
            "Transactions that were pooled."),
        .init(
            ["total_xact_time": 1e-6], "pgbouncer_stats_totals_server_in_transaction_seconds_total", .counter,
            "Time that servers were in a transaction, idle or at work."),
    ]

    /// Since PgBouncer 1.23 or 1.24.
    private static let countedLately: [ConsoleMetric] = [
        .init(
            "total_client_parse_count", "pgbouncer_stats_totals_client_parses_total", .counter,
            "Prepared statements that clients sent."),
        .init(
            "total_server_parse_count", "pgbouncer_stats_totals_server_parses_total", .counter,
            "Prepared statements that were sent on to servers."),
        .init(
            "total_bind_count", "pgbouncer_stats_totals_binds_total", .counter,
            "Prepared statements that were bound, to be executed."),
        .init(
            "total_server_assignment_count", "pgbouncer_stats_totals_server_assignments_total", .counter,
            "Times that a server connection was given to a client."),
    ]

    /// Averages over stats_period, a minute by default.
    static let averages = ConsoleTable(
        command: .stats, labels: ["database"],
        metrics: [
            .init(
                "avg_xact_count", "pgbouncer_stats_average_transactions_per_second", .gauge,
                "Transactions a second, over the last stats_period."),
            .init(
                "avg_query_count", "pgbouncer_stats_average_queries_per_second", .gauge,
                "Queries a second, over the last stats_period."),
            .init(
                "avg_recv", "pgbouncer_stats_average_received_bytes_per_second", .gauge,
                "Bytes a second from clients, over the last stats_period."),
            .init(
                "avg_sent", "pgbouncer_stats_average_sent_bytes_per_second", .gauge,
                "Bytes a second to clients, over the last stats_period."),
            .init(
                ["avg_xact_time": 1e-6], "pgbouncer_stats_average_transaction_seconds", .gauge,
                "How long a transaction took, over the last stats_period."),
            .init(
                ["avg_query_time": 1e-6], "pgbouncer_stats_average_query_seconds", .gauge,
                "How long a query took, over the last stats_period."),
            .init(
                ["avg_wait_time": 1e-6], "pgbouncer_stats_average_client_wait_seconds_per_second", .gauge,
                "Time that clients waited for a server connection, a second, over the last stats_period."),
            .init(
                "avg_server_assignment_count", "pgbouncer_stats_average_server_assignments_per_second", .gauge,
                "Server connections given to clients a second, over the last stats_period."),
            .init(
                "avg_client_parse_count", "pgbouncer_stats_average_client_parses_per_second", .gauge,
                "Prepared statements from clients a second, over the last stats_period."),
            .init(
                "avg_server_parse_count", "pgbouncer_stats_average_server_parses_per_second", .gauge,
                "Prepared statements sent on a second, over the last stats_period."),
            .init(
                "avg_bind_count", "pgbouncer_stats_average_binds_per_second", .gauge,
                "Prepared statements bound a second, over the last stats_period."),
        ])

    static let lists = ConsoleTable(
        command: .lists, labels: [],
        metrics: [
            .init("databases", "pgbouncer_databases", .gauge, "Databases that it knows."),
            .init("users", "pgbouncer_users", .gauge, "Users that it knows."),
            .init("pools", "pgbouncer_pools", .gauge, "Pools, one a database and user."),
            .init("free_clients", "pgbouncer_free_clients", .gauge, "Places for clients that are made and free."),
            .init("used_clients", "pgbouncer_used_clients", .gauge, "Places for clients that are taken."),
            .init("login_clients", "pgbouncer_login_clients", .gauge, "Clients that are logging in."),
            .init("free_servers", "pgbouncer_free_servers", .gauge, "Places for server connections that are free."),
            .init("used_servers", "pgbouncer_used_servers", .gauge, "Places for server connections that are taken."),
            .init("dns_names", "pgbouncer_cached_dns_names", .gauge, "DNS names in its cache."),
            .init("dns_zones", "pgbouncer_cached_dns_zones", .gauge, "DNS zones in its cache."),
            .init("dns_queries", "pgbouncer_in_flight_dns_queries", .gauge, "DNS questions that are under way."),
            .init("dns_pending", "pgbouncer_pending_dns_queries", .gauge, "DNS questions that wait to be asked."),
            .init("peers", "pgbouncer_peers", .gauge, "Peers that it knows."),
            .init("peer_pools", "pgbouncer_peer_pools", .gauge, "Pools of connections to peers."),
        ])

    static let config = ConsoleTable(
        command: .config, labels: [],
        metrics: [
            .init(
                "max_client_conn", "pgbouncer_config_max_client_connections", .gauge, "The most clients there may be."),
            .init(
                "max_user_connections", "pgbouncer_config_max_user_connections", .gauge,
                "The most server connections of a user; 0 is no limit."),
        ])
}
