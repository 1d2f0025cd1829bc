import PointsmanCore
import PointsmanFormats
import PoolerTools

/// Of what will hurt in a failover, and of what belongs to a session.
extension Ill {
    static let failover: [Ill] = [
        Ill("a language that the role may not use", "fence", .problem, "permission denied for language plpgsql") {
            $0.members[0].fence = .refused("permission denied for language plpgsql")
        },
        Ill("a check query that fails", "server_check_query", .problem, "42P01") {
            $0.checkQueries = .seen([.init(owner: CheckQueryAnswer.poolers, time: .unseen("42P01"))])
        },
        Ill("a check query slower than a probe", "server_check_query", .problem, "600.0 ms") {
            $0.checkQueries = .seen([.init(owner: CheckQueryAnswer.ours, time: .seen(.milliseconds(600)))])
        },
        Ill("a slow check query", "server_check_query", .warning, "150.0 ms") {
            $0.checkQueries = .seen([.init(owner: CheckQueryAnswer.ours, time: .seen(.milliseconds(150)))])
        },
        Ill("no check query", "server_check_query", .notice, "empty") { $0.set("server_check_query", to: "") },
        Ill("PgBouncer's own server_login_retry", "server_login_retry", .warning, "15.0 s") {
            $0.set("server_login_retry", to: "15")
        },
        Ill("a hold shorter than Patroni takes", "hold_timeout", .warning, "Patroni may take 105 s") {
            $0.manager = .seen(ManagerTimes(timeToLive: .seconds(90), loopWait: .seconds(10)))
        },
        Ill("a queue shorter than a hold", "waiting-timeouts", .problem, "query_wait_timeout is 10.0 s") {
            $0.set("query_wait_timeout", to: "10")
        },
        Ill("a login shorter than a hold", "waiting-timeouts", .warning, "client_login_timeout is 15.0 s") {
            $0.set("client_login_timeout", to: "15")
        },
        Ill("queries that may take less than a hold", "waiting-timeouts", .warning, "query_timeout is 5.0 s") {
            $0.set("query_timeout", to: "5")
        },
        Ill("PgBouncer's own server_connect_timeout", "server_connect_timeout", .warning, "15.0 s") {
            $0.set("server_connect_timeout", to: "15")
        },
        Ill("a server_connect_timeout shorter than the fence", "server_connect_timeout", .warning, "1.0 s") {
            $0.set("server_connect_timeout", to: "1")
        },
        Ill("no keepalives", "dead-peers", .warning, "tcp_keepalive is 0") { $0.set("tcp_keepalive", to: "0") },
        Ill("the kernel's keepalives", "dead-peers", .warning, "120 min") { $0.set("tcp_keepidle", to: "0") },
        Ill("no tcp_user_timeout", "dead-peers", .warning, "tcp_user_timeout") { $0.set("tcp_user_timeout", to: "0") },
        Ill("only KILL_CLIENT against what hangs", "severance", .notice, "by KILL_CLIENT") {
            $0.withSeverance(.clients)
        },
        Ill("nothing that cuts single connections", "severance", .warning, "no copies; no KILL_CLIENT") {
            $0.withSeverance(.pooler, refusals: ["no copies", "no KILL_CLIENT"])
        },
        Ill("too few file descriptors", "descriptors", .warning, "may open 300 files") {
            $0.process = .seen(.init(processID: 9, mostFiles: 300, openFiles: 20))
        },
        Ill("no file descriptor left", "descriptors", .problem, "295 are open") {
            $0.process = .seen(.init(processID: 9, mostFiles: 300, openFiles: 295))
        },
        Ill("a queue of knocking clients that the kernel cuts", "backlog", .warning, "listen_backlog is 8192") {
            $0.set("listen_backlog", to: "8192")
        },
        Ill("a short queue of knocking clients", "backlog", .warning, "listen_backlog is 16") {
            $0.set("listen_backlog", to: "16")
        },
    ]

    static let sessions: [Ill] = [
        Ill("PREPARE", "prepared-statements", .problem, "process 8") { $0.use(.prepared) },
        Ill("what PREPARE left", "prepared-statements", .problem, "holds 2 made by PREPARE") {
            $0.residues = .seen([Residue(processID: 7, preparedBySQL: 2)])
        },
        Ill("prepared statements before 1.21", "prepared-statements", .problem, "1.20 can't carry") {
            $0.withPooler { $0.version = .init(major: 1, minor: 20) }
            $0.residues = .seen([Residue(processID: 7, preparedByProtocol: 2)])
        },
        Ill("prepared statements that are turned off", "prepared-statements", .notice, "max_prepared_statements is 0") {
            $0.set("max_prepared_statements", to: "0")
        },
        Ill("a driver that prepares", "prepared-statements", .warning, "Postgrex") {
            $0.set("max_prepared_statements", to: "0")
            $0.withPooler { $0.applications = ["postgrex"] }
        },
        Ill("SET", "session-settings", .problem, "process 8") { $0.use(.setting) },
        Ill("what SET left", "session-settings", .problem, "still has search_path") {
            $0.residues = .seen([Residue(processID: 7, settings: ["search_path"])])
        },
        Ill("CREATE TEMP TABLE", "temporary-tables", .problem, "process 8") { $0.use(.temporaryTable) },
        Ill("temporary tables of PgBouncer's sessions", "temporary-tables", .problem, "2 in the database") {
            $0.activity = .seen([.init(sessions: [.init(processID: 7, state: "idle")], temporaryTables: 2)])
        },
        Ill("temporary tables of nobody knows whom", "temporary-tables", .notice, "can't be told") {
            $0.activity = .seen([
                .init(sessions: [.init(processID: 7, state: "idle", isPooled: false)], temporaryTables: 2)
            ])
        },
        Ill("an advisory lock that an idle session holds", "advisory-locks", .problem, "1 idle sessions") {
            $0.activity = .seen([.init(sessions: [.init(processID: 7, state: "idle")], advisoryLocks: [7: 1])])
        },
        Ill("LISTEN", "listen", .problem, "process 8") { $0.use(.listening) },
        Ill("what LISTEN left", "listen", .problem, "listens to 1") {
            $0.residues = .seen([Residue(processID: 7, channels: 1)])
        },
    ]
}

extension DoctorFacts {
    fileprivate mutating func use(_ feature: SessionFeature) {
        activity = .seen([.init(sessions: [.init(processID: 8, state: "idle", features: [feature])])])
    }
}
