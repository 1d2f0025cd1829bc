import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PoolerTools

/// Of reaching somebody, and of pools.
extension Ill {
    static let reaching: [Ill] = [
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
        Ill("another pooler before the server", "endpoint", .warning, "10.0.0.1:5432 is reached through another pooler")
        {
            $0.members = [
                .init(member: HealthyFacts.member, report: .seen(.init(isInRecovery: false, isPooled: true)))
            ]
        },
        Ill("Fly's own pooler", "endpoint", .warning, "is a pooler of Fly's Managed Postgres") {
            $0.configuration.database.host = .name("pgbouncer.abc.flympg.net")
        },
        Ill("an endpoint that never takes writes", "endpoint", .problem, "Aurora's reader endpoint") {
            $0.configuration.database.host = .name("shop.cluster-ro-c1x.eu-west-1.rds.amazonaws.com")
        },
        Ill("an endpoint that its provider moves", "endpoint", .notice, "its standbys are not seen") {
            $0.configuration.database.host = .name("shop.cluster-c1x.eu-west-1.rds.amazonaws.com")
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

    static let pooling: [Ill] = [
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
}
