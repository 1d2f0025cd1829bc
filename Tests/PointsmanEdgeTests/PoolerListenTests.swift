import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Addresses at which a managed PgBouncer listens", .serialized)
struct PoolerListenTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// PORT and FOLDER stand for a free port and a folder.
        var listen: String
        /// Hosts at which a client is served.
        var open: [String]
        var closed: [String] = []

        var testDescription: String { listen }
    }

    static let cases: [Case] = [
        Case(listen: "*:PORT", open: ["127.0.0.1", "127.0.0.2", "::1"]),
        Case(listen: ":PORT", open: ["127.0.0.1", "::1"]),
        Case(listen: "[::]:PORT", open: ["::1"], closed: ["127.0.0.1"]),
        Case(listen: "[::1]:PORT", open: ["::1"], closed: ["127.0.0.1"]),
        Case(listen: "0.0.0.0:PORT, ::1", open: ["127.0.0.1", "127.0.0.2", "::1"]),
        Case(listen: "127.0.0.1, [::1]:PORT", open: ["127.0.0.1", "::1"], closed: ["127.0.0.2"]),
        Case(listen: "localhost:PORT", open: ["127.0.0.1"], closed: ["127.0.0.2"]),
        Case(listen: "FOLDER:PORT", open: ["FOLDER"], closed: ["127.0.0.1"]),
        Case(listen: "127.0.0.3:PORT, FOLDER", open: ["127.0.0.3", "FOLDER"], closed: ["127.0.0.1"]),
    ]

    @Test(
        "a managed PgBouncer serves each address of pooler_listen and no other, and doctor finds it", arguments: cases)
    func places(listen: Case) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                let folder = try Self.folder(in: place)
                func filled(_ text: String) -> String {
                    text.replacing("PORT", with: "\(port)").replacing("FOLDER", with: folder)
                }
                let agent = try Program(
                    in: place,
                    ["database_url": cluster.url, "http_listen": "", "pooler_listen": filled(listen.listen)])
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    for host in listen.open {
                        #expect(try await Self.user(filled(host), port) == "app", "\(host)")
                    }
                    for host in listen.closed {
                        await #expect(throws: PostgresError.self, "\(host)") { try await Self.user(filled(host), port) }
                    }
                    #expect(try await agent.command("status").code == 0)
                    let doctor = try await agent.command("doctor", "--seconds", "0")
                    let lines = doctor.words.split(separator: "\n").map {
                        $0.split(separator: " ").prefix(2).joined(separator: " ")
                    }
                    #expect(lines.contains("ok console") && lines.contains("ok login"), "\(doctor.words)")
                }
            }
        }
    }

    @Test(
        "a start whose pooler_listen port another process has ends with 69 and names the address",
        arguments: [
            ("*:PORT", "it can't listen on *:PORT, which is 0.0.0.0:PORT"),
            ("127.0.0.1:PORT", "it can't listen on 127.0.0.1:PORT ("),
            ("127.0.0.9:PORT, 0.0.0.0", "it can't listen on 0.0.0.0:PORT ("),
            ("localhost:PORT", "it can't listen on localhost:PORT, which is 127.0.0.1:PORT"),
        ])
    func taken(listen: String, sentence: String) async throws {
        try await withPlace { place in
            let taken = try ListeningSocket()
            let words = try await Self.refusal(place, listen.replacing("PORT", with: "\(taken.port)"), code: 69)
            #expect(words.contains("PgBouncer: \(sentence.replacing("PORT", with: "\(taken.port)"))"), "\(words)")
            #expect(words.contains("another process has that port"), "\(words)")
            withExtendedLifetime(taken) {}
        }
    }

    @Test("a start with an unknown host, a foreign address or a missing folder in pooler_listen ends with 69")
    func nowhere() async throws {
        try await withPlace { place in
            for (listen, sentence) in [
                (
                    "no-such-host.invalid:6432",
                    "it can't listen on no-such-host.invalid: this machine knows no address of it"
                ),
                ("127.0.0.1:6432, 192.0.2.77", "it can't listen on 192.0.2.77:6432 (Cannot assign requested address)"),
                ("/nowhere", "it can't put its Unix socket into /nowhere, which is no folder"),
            ] {
                let words = try await Self.refusal(place, listen, code: 69)
                #expect(words.contains(sentence), "\(words)")
            }
        }
    }

    @Test("a start on the Unix socket of a running PgBouncer ends with 69 and leaves that one alone")
    func takenSocket() async throws {
        try await withPooler { other in
            _ = try await other.console()
            try await withPlace { place in
                let words = try await Self.refusal(place, other.folder, code: 69)
                #expect(
                    words.contains("it can't listen on \(other.folder)/.s.PGSQL.6432: another process does"), "\(words)"
                )
            }
            _ = try await other.console()
        }
    }

    @Reactor
    private static func refusal(_ place: Place, _ listen: String, code: Int32) async throws -> String {
        unlink("\(place.folder)/agent.log")
        let agent = try Program(
            in: place, ["database_url": "postgres://app:x@127.0.0.1:1/app", "http_listen": "", "pooler_listen": listen])
        let end = await agent.ended()
        await agent.end()
        #expect(end.code == code, "\(end.words)")
        return end.words
    }

    /// One that PgBouncer's user may write to.
    @Reactor
    private static func folder(in place: Place) throws -> String {
        let folder = "\(place.folder)/sockets"
        mkdir(folder, 0o755)
        if getuid() == 0, let user = getpwnam("postgres") { chown(folder, user.pointee.pw_uid, user.pointee.pw_gid) }
        return folder
    }

    /// Whom the server takes the app for at `host`, within a time that a place where nobody listens never needs.
    @Reactor
    private static func user(_ host: String, _ port: UInt16) async throws -> String? {
        let limit = ContinuousClock.now + .seconds(30)
        let connection = try await PostgresConnection.connect(
            [
                ("host", host), ("port", "\(port)"), ("user", "app"), ("password", Cluster.password),
                ("dbname", "app"), ("sslmode", "disable"),
            ], until: limit)
        return try await connection.execute("SELECT session_user AS name", until: limit).first?.value("name")
    }
}
