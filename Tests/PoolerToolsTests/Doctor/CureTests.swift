import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import Testing

@Suite("Doctor's causes and cures")
struct CureTests {
    private static func verdict(_ check: String, _ spoil: (inout DoctorFacts) -> Void) -> Verdict? {
        var facts = HealthyFacts.make()
        spoil(&facts)
        return DoctorTable.findings(on: [facts]).filter { $0.check == check }.max { $0.severity < $1.severity }?.verdict
    }

    private static func attached(_ facts: inout DoctorFacts, ini: String? = nil) {
        facts.configuration.pooler = .attached(
            console: .init(user: "boss", host: .name("localhost"), database: "pgbouncer"), ini: ini)
    }

    @Test(
        "doctor says of a missing database what is missing, and never what is already done",
        arguments: [
            (Inclusion?.none, "does not include", "see that the line `%include"),
            (.init(ini: "/p.ini", isIncluded: false, hasDatabase: true), "/p.ini does not include", "add the line"),
            (.init(ini: "/p.ini", isIncluded: true, hasDatabase: false), "which does not have it", "`pointsman run`"),
            (.init(ini: "/p.ini", isIncluded: true, hasDatabase: true), "has not read it, or may not", "RELOAD"),
        ])
    func inclusion(inclusion: Inclusion?, cause: String, cure: String) {
        let verdict = Self.verdict("route") {
            Self.attached(&$0)
            $0.inclusion = inclusion.map { .seen($0) } ?? .unseen("it is elsewhere")
            $0.withPooler { $0.databases = [] }
        }
        #expect(verdict?.cause?.contains(cause) == true, "\(String(describing: verdict))")
        #expect(verdict?.cure?.contains(cure) == true, "\(String(describing: verdict))")
        if inclusion?.isIncluded == true { #expect(verdict?.cure?.contains("add the line") == false) }
    }

    @Test(
        "doctor says of a paused database who paused it and what ends the pause",
        arguments: [
            (
                Gathered<AgentAnswer>.unseen("no agent answers"), "no agent answers",
                "`pointsman release --without-agent`"
            ),
            (
                .seen(.init(isReady: true, isHeldByOperator: true, isHolding: true)), "an operator",
                "`pointsman release`"
            ),
            (
                .seen(
                    .init(isReady: true, isDegraded: true, reason: "the primary is gone", rule: "hold", isHolding: true)
                ),
                "the primary is gone", "mend what the agent names"
            ),
            (.seen(.init(isReady: false)), "said PAUSE or KILL", "`RESUME app`"),
        ])
    func pause(agent: Gathered<AgentAnswer>, cause: String, cure: String) {
        let verdict = Self.verdict("route") {
            $0.agent = agent
            $0.withPooler { $0.databases = [HealthyFacts.database(["paused": "1"])] }
        }
        #expect(verdict?.cause?.contains(cause) == true, "\(String(describing: verdict))")
        #expect(verdict?.cure?.contains(cure) == true, "\(String(describing: verdict))")
    }

    @Test("doctor does not name a user that the users' file lacks if auth_user looks it up")
    func lookedUp() {
        let verdict = Self.verdict("userlist") {
            $0.set("auth_user", to: "lookup")
            $0.withServer { $0.roles.append(.init(name: "lookup")) }
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "lookup", kind: .plain)]))
        }
        #expect(verdict?.evidence == "/u has 1 user; app is none of them, and is looked up by auth_user")
    }

    @Test(
        "doctor's cause for an unreachable member fits the error message",
        arguments: [
            ("server does not support SSL, but SSL was required", "speaks no TLS"),
            ("SSL error: certificate verify failed", "has expired, is not valid yet, or is signed by none"),
            ("server certificate for \"a\" does not match host name \"b\"", "has other names"),
            ("Connection refused", "nothing listens"), ("no answer within the time limit", "nothing comes back"),
            ("server closed the connection unexpectedly", "without a word"),
            ("expected authentication request from server, but received H", "no PostgreSQL"),
            ("the database system is starting up (SQLSTATE 57P03)", "starting up"),
            ("sorry, too many clients already (SQLSTATE 53300)", "as many connections"),
            ("permission denied for database \"app\" (SQLSTATE 42501)", "CONNECT"),
            ("permission denied for function pg_sleep (SQLSTATE 42501)", "may not execute pg_sleep,"),
            ("No route to host", "no way to that address"), ("something new", "the server or of the system"),
        ])
    func member(reason: String, cause: String) {
        for check in ["members", "login"] {
            let verdict = Self.verdict(check) {
                $0.members.append(.init(member: HealthyFacts.member, report: .unseen(reason)))
                $0.direct = .seen(.init(failure: reason))
            }
            #expect(verdict?.cause?.contains(cause) == true, "\(check): \(String(describing: verdict))")
        }
    }

    @Test("doctor blames PgBouncer, not the members, if the pooled login is refused")
    func noPooler() {
        let verdict = Self.verdict("login") { $0.pooled = .seen(.init(failure: "Connection refused")) }
        #expect(verdict?.cause == "PgBouncer does not listen there")
    }

    @Test(
        "doctor's cause for an unreachable console fits the error message",
        arguments: [
            ("Connection refused", "does not run there"),
            ("database \"pgbouncer\" does not exist", "PostgreSQL itself answers there"),
            ("server does not support SSL, but SSL was required", "speaks no TLS to its clients"),
            ("no more connections allowed (max_client_conn)", "connected already"),
            ("password authentication failed", "user or the password of pooler_console"),
            ("expected authentication request from server, but received H", "no PostgreSQL"),
        ])
    func console(reason: String, cause: String) {
        let verdict = Self.verdict("console") {
            Self.attached(&$0)
            $0.pooler = .unseen(reason)
        }
        #expect(verdict?.cause?.contains(cause) == true, "\(String(describing: verdict))")
    }

    @Test(
        "doctor's cause for failed discovery fits the DNS answer",
        arguments: [
            ("1.1.1.1 was asked for AAAA x: the name does not exist (NXDOMAIN)", "knows no such name"),
            ("1.1.1.1 was asked for AAAA x: an empty answer", "no record of the kind"),
            ("1.1.1.1 was asked for AAAA x: no answer", "no DNS server has given"),
            ("the only member found is on the exclude list", "`exclude` leaves out"),
        ])
    func names(reason: String, cause: String) {
        let verdict = Self.verdict("members") { $0.discovery = .unseen(reason) }
        #expect(verdict?.cause?.contains(cause) == true, "\(String(describing: verdict))")
    }

    @Test("doctor does not advise a larger pool if the pool's sessions wait for a synchronous standby")
    func stuckPool() {
        let verdict = Self.verdict("pool") { facts in
            Ill.obstacles.first { $0.check == "pool" }?.spoil(&facts)
        }
        #expect(verdict?.cause?.contains("wait for a synchronous standby") == true)
        #expect(verdict?.cure == "see the check commits")
    }

    @Test("doctor says of waiting commits which standby is missing, what can be done and what it costs")
    func commits() {
        let cure = Self.verdict("commits") { facts in Ill.obstacles[0].spoil(&facts) }?.cure ?? ""
        for words in ["start ghost", "synchronous_standby_names = ''", "is lost if the primary is", "Cancel none"] {
            #expect(cure.contains(words), "\(cure)")
        }
    }
}
