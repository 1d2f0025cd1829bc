import LinuxReactor
import PoolerTools
import PostgresClient
import TestServers
import Testing

@Suite("Doctor on real servers: authentication", .serialized)
struct AuthenticationIllnessTests {
    /// What PostgreSQL and PgBouncer's md5 make of the app's password and name.
    private static let hash = "md5b84ee22a30d9bbcb1305ebc1ec3a4e69"
    private static let boss = "\"boss\" \"\(Stack.consolePassword)\"\n"

    @Test("doctor finds a wrong password in the users' file, at PgBouncer and at the server")
    func wrongPassword() async throws {
        try await withStack(users: Self.boss + "\"app\" \"another-secret-55\"") { stack in
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("userlist", .problem, "has another password in")
            diagnosis.expect("userlist", .problem, "28P01")
            diagnosis.expect("login", .problem, "through the pooler: SASL authentication failed")
            diagnosis.expect("login", .ok, "direct to the primary")
            #expect(!DiagnosisText.text(diagnosis).contains("another-secret-55"))
        }
    }

    @Test("doctor finds an md5 hash before a server that asks for SCRAM, and PgBouncer's words for it in the log")
    func md5AgainstSCRAM() async throws {
        try await withStack(["auth_type": "md5"], users: Self.boss + "\"app\" \"\(Self.hash)\"") { stack in
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("auth-type", .problem, "for scram-sha-256, and PgBouncer has an md5 hash")
            diagnosis.expect("auth-type", .notice, "auth_type is md5, and app is asked for md5")
            diagnosis.expect("login", .problem, "wrong password type")
            diagnosis.expect("login", .ok, "direct to the primary")
            // What its log has of the first time.
            let again = try await stack.diagnose()
            again.expect("log", .warning, "wrong password type")
        }
    }

    @Test("doctor finds auth_type scram-sha-256 with an md5 hash in the users' file")
    func scramWithHash() async throws {
        try await withStack(users: Self.boss + "\"app\" \"\(Self.hash)\"") { stack in
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("auth-type", .problem, "auth_type is scram-sha-256, and app has an md5 hash")
        }
    }

    @Test("doctor finds that the users' file lacks the app's user, and its refused login in PgBouncer's log")
    func missingUser() async throws {
        try await withStack(users: Self.boss) { stack in
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("userlist", .problem, "has no user app, and there is no auth_user")
            diagnosis.expect("login", .problem, "through the pooler")
            try await stack.diagnose().expect("log", .warning, "\"no such user\"")
        }
    }

    @Test("doctor finds an auth_user without a password of its own, and accepts one that has it")
    func lookupUser() async throws {
        let keys = ["auth_user": "lookup"]
        try await withStack(keys, users: Stack.users) { stack in
            try await stack.run("CREATE ROLE lookup LOGIN PASSWORD 'pw'")
            try await stack.diagnose().expect("userlist", .problem, "auth_user is lookup, for whom ")
        }
        try await withStack(keys, users: Stack.users + "\n\"lookup\" \"pw\"") { stack in
            stack.protectUsers()
            try await stack.run("CREATE ROLE lookup LOGIN PASSWORD 'pw'")
            try await stack.diagnose().expect("userlist", atMost: .ok)
        }
    }

    @Test("doctor finds a user of the file without a role on the server, and a users' file readable by all")
    func missingRole() async throws {
        try await withStack(users: Stack.users + "\n\"gone\" \"\(Stack.password)\"") { stack in
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("userlist", .warning, "no roles of the server: gone")
            diagnosis.expect("userlist", .warning, "may be read by everybody")
            let ghost = try await stack.diagnose(user: "gone")
            ghost.expect("login", .problem, "gone can't work direct to the primary")
            ghost.expect("login", .problem, "gone can't work through the pooler")
        }
    }

    @Test("doctor finds an expired password by a session that the pool still has")
    func expired() async throws {
        try await withStack(["default_pool_size": "1"]) { stack in
            let client = try await stack.client()
            _ = try await client.execute("select 1", until: .now + .seconds(60))
            try await stack.run("ALTER ROLE app VALID UNTIL '2020-01-01'")
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("role", .problem, "the password of app expired")
            diagnosis.expect(
                "login", .problem,
                "direct to the primary: password authentication failed for user "
                    + "\"app\"")
            diagnosis.expect("rights", .ok, "asked through the pooler")

            try await stack.run("ALTER ROLE app NOLOGIN VALID UNTIL '2030-01-01'")
            let closed = try await stack.diagnose()
            closed.expect("role", .problem, "NOLOGIN")
            closed.expect("login", .problem, "is not permitted to log in")
        }
    }

    @Test("doctor finds a password that expires within days, and a connection limit below the pool size")
    func limits() async throws {
        try await withStack { stack in
            let connection = try await stack.server.connect()
            _ = try await connection.execute(
                "DO $$BEGIN EXECUTE format('ALTER ROLE app CONNECTION LIMIT 4 VALID UNTIL %L', now() + interval "
                    + "'3 days'); END$$",
                until: .now + .seconds(60))
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("role", .warning, "more (VALID UNTIL)")
            diagnosis.expect("role", .warning, "CONNECTION LIMIT 4")
        }
    }

    @Test("doctor says what a role without pg_monitor cannot see")
    func rights() async throws {
        try await withStack { stack in
            try await stack.run("REVOKE pg_monitor FROM app")
            let superuser = try await stack.server.connect()
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("rights", .notice, "own role's sessions only")
            _ = superuser
        }
    }

    @Test("doctor finds a console user who may only look")
    func onlyLooking() async throws {
        try await withStack(["admin_users": "app", "stats_users": "boss"]) { stack in
            try await stack.diagnose().expect("console", .problem, "the user boss of pooler_console may look")
        }
    }

    @Test("doctor finds trust authentication at the server and at PgBouncer")
    func trust() async throws {
        try await withStack(["auth_type": "trust"]) { stack in
            let rules = "E'local all all trust\\nhost all all 127.0.0.1/32 trust\\n'"
            try await stack.run(
                "COPY (SELECT unnest(string_to_array(trim(\(rules)), E'\\n'))) TO "
                    + "'\(stack.server.folder)/data/pg_hba.conf'",
                "SELECT pg_reload_conf()", "SELECT pg_sleep(0.2)")
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("auth-type", .notice, "auth_type is trust, and app is asked for trust")
            diagnosis.expect("auth-type", .notice, "the server asks app for nothing")
        }
    }
}
