import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

/// The stack on which faults are made, with what they need besides.
@Reactor
final class FaultStage: Sendable {
    nonisolated let stack: Attached
    nonisolated let resolver: String
    /// Where something answers that is no PostgreSQL, and where nobody says anything.
    nonisolated let stranger: LoopbackAddress
    nonisolated let mute: LoopbackAddress
    private let listeners: [PeerListener]
    private var sessions: [PostgresConnection] = []

    init(_ stack: Attached, resolver: TestResolver) throws {
        self.stack = stack
        self.resolver = resolver.server
        let stranger = try PeerListener(host: "127.0.0.1") { stream in
            guard await stream.takeSome() != nil else { return }
            _ = await stream.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
            stream.finish()
        }
        let mute = try PeerListener(host: "127.0.0.1") { stream in await stream.ignore() }
        self.stranger = stranger.address
        self.mute = mute.address
        listeners = [stranger, mute]
    }

    func end() {
        listeners.forEach { $0.stop() }
        sessions = []
    }

    /// The cluster's URL with other parts.
    nonisolated func url(
        password: String? = Cluster.password, host: String = "127.0.0.1", port: UInt16? = nil, database: String = "app",
        options: String = ""
    ) -> String {
        "postgres://app\(password.map { ":\($0)" } ?? "")@\(host):\(port ?? stack.cluster.port)/\(database)\(options)"
    }

    /// A file of ``makeCertificates()``.
    nonisolated func certificate(_ name: String) -> String { "\(stack.place.folder)/\(name)" }

    /// Has the superuser say each of these, in a session of its own.
    func run(_ statements: String...) async throws {
        let connection = try await stack.cluster.server.connect()
        for statement in statements { _ = try await connection.execute(statement, until: .now + .seconds(60)) }
    }

    /// The same in the database app, which has rights for functions of its own.
    func runInApp(_ statements: String...) async throws {
        let parameters = stack.cluster.server.parameters.filter { $0.keyword != "dbname" } + [("dbname", "app")]
        let connection = try await PostgresConnection.connect(parameters, until: .now + .seconds(60))
        for statement in statements { _ = try await connection.execute(statement, until: .now + .seconds(60)) }
    }

    /// Lets nobody go on with a session that he has.
    func endSessions() async throws {
        try await run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'")
    }

    /// Replaces pg_hba.conf: the superuser comes in over the socket.
    func rule(_ lines: String...) async throws {
        let text = (["local all all trust", "local replication all trust"] + lines).joined(separator: "\n")
        try await run(
            "COPY (SELECT unnest(string_to_array($$\(text)$$, E'\\n'))) TO '\(stack.cluster.server.folder)/data/pg_hba.conf'",
            "SELECT pg_reload_conf()", "SELECT pg_sleep(0.2)")
    }

    func allowAll() async throws { try await rule("host all all 127.0.0.1/32 scram-sha-256") }

    /// Starts a client of the app's that writes through PgBouncer, and waits for no answer.
    func write(_ statement: String) async throws {
        let client = try await stack.connect(to: "app", as: "app", Cluster.password)
        sessions.append(client)
        Reactor.task { _ = try? await client.execute(statement, until: .now + .seconds(120)) }
    }

    /// Certificates of an authority of the test's own, for `db.test`: one that is good, one that has expired; and another authority.
    func makeCertificates() async throws {
        guard !contents(of: certificate("ca.crt")).contains("BEGIN") else { return }
        let script = """
            cd \(stack.place.folder)
            key="ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
            openssl req -x509 -newkey $key -days 2 -subj /CN=authority -keyout ca.key -out ca.crt
            openssl req -x509 -newkey $key -days 2 -subj /CN=another -keyout other.key -out other.crt
            openssl req -newkey $key -subj /CN=server -keyout server.key -out server.csr
            echo 'subjectAltName = DNS:db.test' > names
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out good.crt
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days -1 -extfile names -out expired.crt
            chmod 644 ca.crt other.crt
            """
        try await shell(script)
    }

    /// Has the server speak TLS with one of them; nil has it speak none.
    func encrypt(_ certificate: String?) async throws {
        guard let certificate else { return try await run("ALTER SYSTEM SET ssl = off", "SELECT pg_reload_conf()") }
        try await makeCertificates()
        let data = "\(stack.cluster.server.folder)/data"
        try await shell(
            """
            cd \(stack.place.folder)
            owner=$(stat -c %U \(data))
            install -m 600 --owner=$owner server.key \(data)/server.key
            install -m 600 --owner=$owner \(certificate) \(data)/server.crt
            """)
        try await run("ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.3)")
    }

    func shell(_ script: String) async throws {
        let child = try stack.place.start(
            ["/bin/sh", "-ec", script], environment: ["PATH=\(Program.path)"], output: "shell.log")
        guard await child.ended(until: .now + .seconds(60)) == 0 else {
            throw SystemError(call: "sh: \(contents(of: "\(stack.place.folder)/shell.log"))", code: EIO)
        }
    }
}
