import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PoolerTools

/// Facts of a stack with which nothing is wrong, for a test to spoil.
enum HealthyFacts {
    static let member = Member(id: MemberID(address: .v4(0x0A00_0001), port: 5432), region: Region("iad"))

    static func make(_ keys: [ConfigurationKey: String] = [:], environment: [String: String] = [:]) -> DoctorFacts {
        let url = ["DATABASE_URL": "postgres://app:secret@db.internal:5432/app", "FLY_REGION": "iad"]
        let flags = ConfigurationKey.allCases.compactMap { key in keys[key].map { (key: key, value: $0) } }
        guard
            let configuration = try? ConfigurationLoader.load(
                file: nil, environment: url.merging(environment) { $1 }, flags: flags, disk: { _ in .absent })
        else { fatalError("the test's configuration is wrong") }
        var facts = DoctorFacts(configuration, span: .seconds(3))
        facts.agent = .seen(
            AgentAnswer(
                isReady: true, primary: "10.0.0.1:5432", primaryRegion: "iad",
                severance: .init(way: .descriptors, refusals: ["SOCK_DESTROY: no"], cures: ["give it"])))
        facts.pooler = .seen(pooler)
        facts.discovery = .seen([member])
        facts.members = [
            MemberAnswer(
                member: member, report: .seen(.init(isInRecovery: false, timeline: 1, server: "1/1")), fence: .works)
        ]
        facts.primary = .seen(member)
        facts.manager = .seen(nil)
        facts.server = .seen(ServerFacts(roles: [RoleState(name: "app")]))
        facts.disk = .seen(nil)
        facts.activity = .seen([ActivitySample(sessions: [SessionState(processID: 7, state: "idle")])])
        facts.residues = .seen([Residue(processID: 7)])
        facts.direct = .seen(trial(connect: 10))
        facts.pooled = .seen(trial(connect: 1))
        facts.checkQueries = .seen([
            CheckQueryAnswer(owner: CheckQueryAnswer.ours, time: .seen(.milliseconds(1))),
            CheckQueryAnswer(owner: CheckQueryAnswer.poolers, time: .seen(.milliseconds(1))),
        ])
        facts.name = .seen(NameAnswer(name: "db.internal", addresses: [member.id.address], timeToLive: .seconds(5)))
        facts.serverAsks = .seen(.scram)
        facts.poolerAsks = .seen(.scram)
        facts.userlist = .seen(
            UserlistFacts(path: "/run/users.txt", entries: [UserlistEntry(name: "app", kind: .plain, isTheURLs: true)]))
        facts.log = .seen([])
        facts.process = .seen(ProcessFacts(processID: 9, mostFiles: 65_536, openFiles: 20))
        facts.kernel = KernelFacts(mostBacklog: 4_096, keepaliveTime: .seconds(7_200))
        return facts
    }

    static var pooler: PoolerFacts {
        PoolerFacts(
            version: PgBouncerVersion(major: 1, minor: 25),
            settings: PoolerSettings([
                "auth_type": "scram-sha-256", "pool_mode": "transaction", "max_client_conn": "400",
                "listen_backlog": "128", "listen_addr": "127.0.0.1", "query_wait_timeout": "120",
                "client_login_timeout": "60", "query_timeout": "0", "server_login_retry": "0.02",
                "server_connect_timeout": "10", "tcp_keepalive": "1", "tcp_keepidle": "10",
                "tcp_user_timeout": "10000", "dns_max_ttl": "15", "dns_nxdomain_ttl": "15",
                "server_check_query": "select 1", "server_check_delay": "30", "server_idle_timeout": "600",
                "max_prepared_statements": "200",
            ]),
            databases: [database()], samples: [PoolSample(offset: .zero, pools: [pool()])])
    }

    static func database(_ changes: [String: String] = [:]) -> PooledDatabase {
        let row = [
            "name": "app", "host": "10.0.0.1", "port": "5432", "database": "app", "paused": "0", "disabled": "0",
            "pool_size": "20", "reserve_pool": "0", "max_connections": "0", "current_connections": "1",
        ].merging(changes) { $1 }
        guard let database = PooledDatabase(row: { row[$0] }) else { fatalError("the test's row is wrong") }
        return database
    }

    static func pool(_ changes: [String: String] = [:]) -> PoolRow {
        var row = [
            "database": "app", "user": "app", "cl_active": "1", "cl_waiting": "0", "sv_active": "0", "sv_idle": "1",
            "sv_used": "0", "sv_tested": "0", "sv_login": "0", "maxwait": "0", "maxwait_us": "0",
        ]
        row.merge(changes) { $1 }
        guard let pool = PoolRow(row: { row[$0] }) else { fatalError("the test's row is wrong") }
        return pool
    }

    static func samples(_ rows: [[String: String]]) -> [PoolSample] {
        rows.enumerated().map { PoolSample(offset: .milliseconds(100 * $0.offset), pools: [pool($0.element)]) }
    }

    static func trial(connect milliseconds: Int, first: Int = 1) -> ConnectionTrial {
        ConnectionTrial(
            timings: (0..<5).map { _ in
                .init(
                    connect: .milliseconds(milliseconds), firstAnswer: .milliseconds(first),
                    nextAnswer: .milliseconds(1))
            })
    }
}

extension DoctorFacts {
    /// Changes what PgBouncer has told.
    mutating func withPooler(_ change: (inout PoolerFacts) -> Void) {
        guard case .seen(var facts) = pooler else { return }
        change(&facts)
        pooler = .seen(facts)
    }

    mutating func set(_ key: String, to value: String) {
        withPooler { $0.settings[key] = value }
    }

    mutating func withServer(_ change: (inout ServerFacts) -> Void) {
        guard case .seen(var facts) = server else { return }
        change(&facts)
        server = .seen(facts)
    }

    /// Changes by what the agent can cut what hangs.
    mutating func withSeverance(_ way: SeveranceReport.Way, refusals: [String] = []) {
        guard case .seen(var facts) = agent else { return }
        facts.severance = SeveranceReport(way: way, refusals: refusals, cures: ["install PgBouncer 1.24 or later"])
        agent = .seen(facts)
    }
}
