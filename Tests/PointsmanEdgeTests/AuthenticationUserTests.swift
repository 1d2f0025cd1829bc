import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("auth_user of a managed PgBouncer", .serialized)
struct AuthenticationUserTests {
    /// As PgBouncer's manual has it (pgbouncer.ini(5), auth_query): a function that tells one role's secret, and to `lookup` only.
    private static let preparation = [
        "CREATE ROLE lookup LOGIN PASSWORD 'pw-lookup'", "CREATE ROLE three LOGIN PASSWORD 'pw-three'",
        """
        CREATE FUNCTION find_user(wanted text) RETURNS TABLE (usename name, passwd text) LANGUAGE sql SECURITY DEFINER
        SET search_path = pg_catalog AS $$SELECT usename, passwd FROM pg_shadow WHERE usename = wanted$$
        """,
        "REVOKE ALL ON FUNCTION find_user(text) FROM PUBLIC", "GRANT EXECUTE ON FUNCTION find_user(text) TO lookup",
    ]

    @Test("a managed PgBouncer with auth_user admits users found by auth_query, and no password is shown")
    func others() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let admin = try await PostgresConnection.connect(
                    cluster.server.parameters.filter { $0.keyword != "dbname" } + [("dbname", "app")],
                    until: .now + .seconds(60))
                for statement in Self.preparation { _ = try await admin.execute(statement, until: .now + .seconds(60)) }
                try place.write("\"lookup\" \"pw-lookup\"\n", to: "users")
                chmod("\(place.folder)/users", 0o600)
                let port = try FreePort.pick()
                let agent = try Program(
                    of: cluster, in: place, port: port, keys: ["pooler_users_file": "\(place.folder)/users"],
                    pgbouncer: ["auth_user": "lookup", "auth_query": "SELECT * FROM find_user($1)"])
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    #expect(try await sessionUser("three", "pw-three", port) == "three")
                    #expect(try await sessionUser("app", Cluster.password, port) == "app")
                    await #expect(throws: PostgresError.self) { try await sessionUser("three", "other", port) }
                    await #expect(throws: PostgresError.self) { try await sessionUser("four", "pw-three", port) }
                    let doctor = try await agent.command("doctor", "--seconds", "0")
                    #expect(doctor.words.contains("app logs in through the pooler, 5 of 5 times"), "\(doctor.words)")
                    #expect(!doctor.words.contains("auth_user is lookup"), "\(doctor.words)")
                    for words in [doctor.words, agent.log] {
                        #expect(!words.contains("pw-lookup") && !words.contains("pw-three"))
                    }
                }
            }
        }
    }

    @Test("a start with an auth_user whose password is missing or a SCRAM secret ends with 78 and says what to add")
    func refusals() async throws {
        try await withPlace { place in
            let keys: KeyValuePairs<String, String> = [
                "database_url": "postgres://app:x@127.0.0.1:1/app", "http_listen": "",
                "pooler_users_file": "\(place.folder)/users",
            ]
            for (users, words) in [
                ("\"other\" \"x\"\n", "give it a line \"lookup\" \"PASSWORD\" in pooler_users_file (mode 0600)"),
                ("\"lookup\" \"SCRAM-SHA-256$4096:c2FsdA==$a:b\"\n", "with the password itself"),
            ] {
                try place.write(users, to: "users")
                chmod("\(place.folder)/users", 0o600)
                let ended = try await Program(in: place, keys, pgbouncer: ["auth_user": "lookup"]).ended()
                #expect(ended.code == 78, "\(ended.words)")
                #expect(ended.words.contains(words), "\(ended.words)")
            }
        }
    }
}
