import PointsmanAgent
import PointsmanCore
import PointsmanFormats
import PoolerCare

/// One thing that is wrong in otherwise healthy facts, and which check has to say so.
struct Ill: Sendable, CustomStringConvertible {
    let description: String
    let check: String
    let severity: Severity
    /// Words of its evidence.
    let words: String
    let spoil: @Sendable (inout DoctorFacts) -> Void

    init(
        _ description: String, _ check: String, _ severity: Severity, _ words: String,
        _ spoil: @escaping @Sendable (inout DoctorFacts) -> Void
    ) {
        self.description = description
        self.check = check
        self.severity = severity
        self.words = words
        self.spoil = spoil
    }
}

extension Ill {
    static let all = reaching + pooling + authentication + failover + sessions

    private static let reaching: [Ill] = [
        Ill("a console that is not reached", "console", .problem, "Connection refused") {
            $0.pooler = .unseen("connection to server failed: Connection refused")
        },
        Ill("a PgBouncer that is too old", "console", .problem, "1.17") {
            $0.withPooler { $0.version = .init(major: 1, minor: 17) }
        },
        Ill("an agent that is not ready", "agent", .problem, "split brain") {
            $0.agent = .seen(AgentAnswer(isReady: false, reason: "split brain", rule: "split brain"))
        },
        Ill("a notice of the agent's", "agent", .notice, "a proxy") {
            $0.agent = .seen(AgentAnswer(isReady: true, notices: ["5432 is a proxy"]))
        },
        Ill("a database that is not included", "route", .problem, "no database app") {
            $0.withPooler { $0.databases = [] }
        },
        Ill("a hold that nobody ends", "route", .problem, "is paused") {
            $0.agent = .unseen("no agent answers")
            $0.withPooler { $0.databases = [HealthyFacts.database(["paused": "1"])] }
        },
        Ill("a database that turns clients away", "route", .problem, "disabled") {
            $0.withPooler { $0.databases = [HealthyFacts.database(["disabled": "1"])] }
        },
        Ill("a route to a server that is not the primary", "route", .problem, "10.0.0.2") {
            $0.withPooler { $0.databases = [HealthyFacts.database(["host": "10.0.0.2"])] }
        },
        Ill("DNS that fails", "members", .problem, "no answer") { $0.discovery = .unseen("no answer") },
        Ill("a member that is down", "members", .warning, "Connection refused") {
            $0.members.append(.init(member: HealthyFacts.member, report: .unseen("Connection refused")))
        },
        Ill("no primary at all", "members", .problem, "none takes writes") {
            $0.members = [.init(member: HealthyFacts.member, report: .seen(.init(isInRecovery: true)))]
        },
        Ill("two primaries", "members", .problem, "2 take writes") {
            $0.members.append(
                .init(member: HealthyFacts.member, report: .seen(.init(isInRecovery: false, server: "1/2"))))
        },
        Ill("a primary that refuses writes", "members", .problem, "refuses writes") {
            $0.members = [
                .init(member: HealthyFacts.member, report: .seen(.init(isInRecovery: false, isReadOnly: true)))
            ]
        },
        Ill("an external name", "names", .warning, "viral-engine-db.fly.dev") {
            $0.configuration.database.host = .name("viral-engine-db.fly.dev")
        },
        Ill("a name with a public address", "names", .warning, "203.0.113.7") {
            $0.configuration.database.host = .name("db.example.com")
            $0.name = .seen(.init(name: "db.example.com", addresses: [.v4(0xCB00_7107)]))
        },
        Ill("a public address", "names", .warning, "203.0.113.7") {
            $0.configuration.database.host = .address(.v4(0xCB00_7107))
        },
        Ill("Fly's proxy", "names", .notice, "db.flycast") {
            $0.configuration.database.host = .name("db.flycast")
        },
        Ill("another region", "region", .warning, "in fra, the primary in iad") {
            $0.configuration.policy.region = .init("fra")
        },
        Ill("a region that is not known", "region", .notice, "not checked, because") {
            $0.configuration.policy.region = nil
        },
        Ill("a name that PgBouncer keeps for an hour", "dns-ttl", .warning, "dns_max_ttl is 60 min") {
            $0.withPooler {
                $0.settings["dns_max_ttl"] = "3600"
                $0.lookedUp = ["db.internal"]
            }
        },
        Ill("a name that PgBouncer keeps for longer than its record lives", "dns-ttl", .notice, "live for 5.0 s") {
            $0.withPooler { $0.lookedUp = ["db.internal"] }
            $0.poolerNames = [.init(name: "db.internal", addresses: [], timeToLive: .seconds(5))]
        },
        Ill("records that live for an hour", "dns-ttl", .notice, "live for 60 min") {
            $0.name = .seen(.init(name: "db.internal", addresses: [], timeToLive: .seconds(3_600)))
        },
        Ill("a pooler that makes clients wait for a login", "connection-test", .warning, "200 ms longer") {
            $0.pooled = .seen(HealthyFacts.trial(connect: 1, first: 201))
        },
    ]

    private static let pooling: [Ill] = [
        Ill("a pool that is exhausted", "pool", .problem, "maxwait up to 2.0 s") {
            $0.withPooler {
                $0.databases = [HealthyFacts.database(["pool_size": "1"])]
                $0.samples = HealthyFacts.samples(
                    .init(repeating: ["cl_waiting": "3", "sv_active": "1", "sv_idle": "0", "maxwait": "2"], count: 4))
            }
        },
        Ill("a pool that is full, and nobody waits yet", "pool", .warning, "sv_active 1") {
            $0.withPooler {
                $0.databases = [HealthyFacts.database(["pool_size": "1"])]
                $0.samples = HealthyFacts.samples(.init(repeating: ["sv_active": "1", "sv_idle": "0"], count: 4))
            }
        },
        Ill("a pool without any server connection", "pool", .problem, "sv_active 0") {
            $0.withPooler {
                $0.samples = HealthyFacts.samples(
                    .init(repeating: ["cl_waiting": "1", "sv_idle": "0", "maxwait": "5"], count: 4))
            }
        },
        Ill("a session that is idle in a transaction", "transactions", .warning, "process 8 (web)") {
            $0.activity = .seen([
                .init(sessions: [
                    .init(
                        processID: 8, application: "web", state: "idle in transaction", stateAge: .seconds(4),
                        statement: "update t set x = ?")
                ])
            ])
        },
        Ill("one that has been for a minute", "transactions", .problem, "1 idle in transaction") {
            $0.activity = .seen([
                .init(sessions: [.init(processID: 8, state: "idle in transaction (aborted)", stateAge: .seconds(60))])
            ])
        },
        Ill("server connections that only grow", "connections", .notice, "sv_idle grew from 1 to 5") {
            $0.withPooler { $0.samples = HealthyFacts.samples([["sv_idle": "1"], ["sv_idle": "3"], ["sv_idle": "5"]]) }
        },
        Ill("clients that only grow", "connections", .warning, "clients grew from 1 to 9") {
            $0.withPooler {
                $0.samples = HealthyFacts.samples([["cl_active": "1"], ["cl_active": "4"], ["cl_active": "9"]])
            }
        },
        Ill("nearly as many clients as there may be", "connections", .warning, "340 clients") {
            $0.withPooler { $0.samples = HealthyFacts.samples([["cl_active": "340"]]) }
        },
        Ill("server connections that are never closed", "connections", .notice, "server_idle_timeout is 0") {
            $0.set("server_idle_timeout", to: "0")
        },
        Ill("a server that is full", "connections", .warning, "90 of 97") {
            $0.withServer { $0.connections = 90 }
        },
    ]

    private static let authentication: [Ill] = [
        Ill("a wrong password at the server", "login", .problem, "28P01") {
            $0.direct = .seen(
                .init(failure: "password authentication failed for user \"app\" (SQLSTATE 28P01)"))
        },
        Ill("a user that PgBouncer refuses", "login", .problem, "SASL") {
            $0.pooled = .seen(.init(failure: "SASL authentication failed"))
        },
        Ill("md5 where the server asks for SCRAM", "auth-type", .problem, "scram-sha-256, and PgBouncer has an md5") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .md5)]))
            $0.set("auth_type", to: "md5")
        },
        Ill("md5 where PgBouncer asks for SCRAM", "auth-type", .problem, "app has an md5 hash") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .md5)]))
        },
        Ill("a SCRAM secret where the server asks for md5", "auth-type", .problem, "a SCRAM secret") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .scram)]))
            $0.serverAsks = .seen(.md5)
        },
        Ill("md5, which is obsolete", "auth-type", .notice, "auth_type is md5") { $0.set("auth_type", to: "md5") },
        Ill("plain passwords on the wire", "auth-type", .warning, "plain") { $0.set("auth_type", to: "plain") },
        Ill("trust for the whole network", "auth-type", .problem, "trust") {
            $0.set("auth_type", to: "trust")
            $0.set("listen_addr", to: "0.0.0.0")
        },
        Ill("a server that trusts everybody", "auth-type", .notice, "for nothing") { $0.serverAsks = .seen(.trust) },
        Ill("a user that the users' file lacks", "userlist", .problem, "has no user app") {
            $0.userlist = .seen(.init(path: "/u", entries: []))
        },
        Ill("another password than the URL's", "userlist", .problem, "another password") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .plain, isTheURLs: false)]))
        },
        Ill("a password that the server refuses", "userlist", .problem, "does not let jobs in") {
            $0.withServer { $0.roles.append(.init(name: "jobs")) }
            $0.userlist = .seen(
                .init(
                    path: "/u",
                    entries: [
                        .init(name: "app", kind: .plain), .init(name: "jobs", kind: .plain, login: .refused("28P01")),
                    ]))
        },
        Ill("a user that is no role", "userlist", .warning, "gone") {
            $0.userlist = .seen(
                .init(path: "/u", entries: [.init(name: "app", kind: .plain), .init(name: "gone", kind: .plain)]))
        },
        Ill("a users' file that everybody may read", "userlist", .warning, "everybody") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .plain)], isPublic: true))
        },
        Ill("a line that PgBouncer can't read", "userlist", .problem, "line 3") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .plain)], brokenLine: 3))
        },
        Ill("a role that is missing", "role", .problem, "no role app") { $0.withServer { $0.roles = [] } },
        Ill("a role that may not log in", "role", .problem, "NOLOGIN") {
            $0.withServer { $0.roles = [.init(name: "app", canLogIn: false)] }
        },
        Ill("a password that has expired", "role", .problem, "expired 60 min ago") {
            $0.withServer { $0.roles = [.init(name: "app", passwordLasts: .seconds(-3_600))] }
        },
        Ill("a password that will expire", "role", .warning, "60 min more") {
            $0.withServer { $0.roles = [.init(name: "app", passwordLasts: .seconds(3_600))] }
        },
        Ill("a role with fewer connections than the pool", "role", .warning, "CONNECTION LIMIT 5") {
            $0.withServer { $0.roles = [.init(name: "app", mostConnections: 5)] }
        },
        Ill("complaints in the log", "log", .warning, "3 lines of \"no such user\"") {
            $0.log = .seen([.init(complaint: .noSuchUser, count: 3, lastTime: "2026-11-25 19:00:00")])
        },
        Ill("a role without pg_monitor", "rights", .notice, "own role's sessions only") {
            $0.withServer { $0.seesOthers = false }
        },
    ]

    private static let failover: [Ill] = [
        Ill("a check query that fails", "server_check_query", .problem, "42P01") {
            $0.checkQueries = .seen([.init(owner: CheckQueryAnswer.poolers, time: .unseen("42P01"))])
        },
        Ill("a check query slower than a probe", "server_check_query", .problem, "600.0 ms") {
            $0.checkQueries = .seen([.init(owner: CheckQueryAnswer.ours, time: .seen(.milliseconds(600)))])
        },
        Ill("a slow check query", "server_check_query", .warning, "150.0 ms") {
            $0.checkQueries = .seen([.init(owner: CheckQueryAnswer.ours, time: .seen(.milliseconds(150)))])
        },
        Ill("no check query", "server_check_query", .notice, "empty") { $0.set("server_check_query", to: "<empty>") },
        Ill("PgBouncer's own server_login_retry", "server_login_retry", .warning, "15.0 s") {
            $0.set("server_login_retry", to: "15")
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

    private static let sessions: [Ill] = [
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
