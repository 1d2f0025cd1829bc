import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Servers that accept only TLS", .serialized)
struct EncryptionTests {
    /// A certificate's names, the URL's mode, and how the agent fares.
    struct Case: Sendable {
        var names: String
        var mode: String
        var words: String?
    }

    @Test(
        "an agent is ready with a TLS-only server if its certificate matches sslmode, and else says why",
        arguments: [
            Case(names: "DNS:db.test", mode: "require"), Case(names: "DNS:db.test", mode: "verify-ca"),
            // libpq checks the URL's name; PgBouncer the address that it dials.
            Case(names: "DNS:db.test,IP:127.0.0.1", mode: "verify-full"),
            Case(names: "DNS:db.test", mode: "verify-full", words: "the route is not confirmed"),
            Case(names: "DNS:other.test,IP:127.0.0.1", mode: "verify-full", words: "no member is a writable primary"),
        ])
    func reached(row: Case) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                try await Self.encrypt(cluster, names: row.names, in: place)
                let agent = try Program(
                    in: place,
                    [
                        "database_url":
                            "postgres://app:\(Cluster.password)@db.test:\(cluster.port)/app?sslmode=\(row.mode)"
                            + "&sslrootcert=\(place.folder)/ca.crt",
                        "discovery": "static", "members": "127.0.0.1:\(cluster.port)", "http_listen": "",
                        "hold_timeout": "5s", "pooler_listen": "127.0.0.1:\(try FreePort.pick())",
                    ])
                try await withAgent(agent) { agent in
                    if let words = row.words {
                        await agent.readiness(503, saying: words)
                    } else {
                        await agent.readiness(200)
                        let areAllEncrypted = try await Self.areAllEncrypted(cluster)
                        #expect(areAllEncrypted)
                    }
                }
            }
        }
    }

    /// Whether every session of the app's, the probe's and the pooler's, is encrypted, and there are some.
    @Reactor
    private static func areAllEncrypted(_ cluster: Cluster) async throws -> Bool {
        let shown = try await cluster.server.connect().execute(
            """
            SELECT bool_and(ssl) AS all, count(*) AS sessions FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE usename = 'app'
            """, until: .now + .seconds(60))[0]
        return shown.value("all") == "t" && shown.value("sessions").flatMap { Int($0) } ?? 0 >= 2
    }

    /// Gives the server a certificate of an authority of the test's own, and has it refuse what is not encrypted.
    @Reactor
    private static func encrypt(_ cluster: Cluster, names: String, in place: Place) async throws {
        let data = "\(cluster.server.folder)/data"
        let script = """
            cd \(place.folder)
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority \
                -keyout ca.key -out ca.crt
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=server -keyout server.key -out server.csr
            echo 'subjectAltName = \(names)' > names
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.crt
            install -m 600 --owner=$(stat -c %U \(data)) server.key server.crt \(data)
            chmod 644 ca.crt
            """
        let child = try place.start(
            ["/bin/sh", "-ec", script], environment: ["PATH=\(Program.path)"], output: "openssl.log")
        guard await child.ended(until: .now + .seconds(60)) == 0 else {
            Issue.record("\(contents(of: "\(place.folder)/openssl.log"))")
            return
        }
        let rules = "E'local all all trust\\nhostssl all all 127.0.0.1/32 scram-sha-256\\n'"
        let connection = try await cluster.server.connect()
        for statement in [
            "ALTER SYSTEM SET ssl = on",
            "COPY (SELECT unnest(string_to_array(trim(\(rules)), E'\\n'))) TO '\(data)/pg_hba.conf'",
            "SELECT pg_reload_conf()",
        ] {
            _ = try await connection.execute(statement, until: .now + .seconds(60))
        }
    }
}
