import LinuxReactor
import PostgresClient
import TestServers

/// One real PostgreSQL whose role `app` needs its password over TCP.
@Reactor
struct Cluster {
    nonisolated static let password = "app-secret-7f3a"
    let server: TestServer
    let port: UInt16

    /// The URL that an app would have.
    var url: String { url(password: Self.password) }

    func url(password: String) -> String { "postgres://app:\(password)@127.0.0.1:\(port)/app" }

    static func prepare(_ server: TestServer, port: UInt16) async throws -> Cluster {
        let connection = try await server.connect()
        let rules = "E'local all all trust\\nlocal replication all trust\\nhost all all 127.0.0.1/32 scram-sha-256\\n'"
        for statement in [
            "CREATE ROLE app LOGIN PASSWORD '\(password)'", "CREATE DATABASE app OWNER app",
            "COPY (SELECT unnest(string_to_array(trim(\(rules)), E'\\n'))) TO '\(server.folder)/data/pg_hba.conf'",
            "SELECT pg_reload_conf()",
        ] {
            _ = try await connection.execute(statement, until: .now + .seconds(60))
        }
        return Cluster(server: server, port: port)
    }
}

extension TestServer {
    /// Lets roles in from every loopback address, with their passwords.
    func admitLoopback() async throws {
        let connection = try await connect()
        for statement in [
            "COPY (SELECT 'host all all 127.0.0.0/8 scram-sha-256' UNION ALL SELECT 'local all all trust') TO "
                + "'\(folder)/data/pg_hba.conf'",
            "SELECT pg_reload_conf()",
        ] {
            _ = try await connection.execute(statement, until: .now + .seconds(60))
        }
    }
}

/// Runs `body` with such a server and removes it afterwards.
@Reactor
func withCluster(_ body: @Reactor (Cluster) async throws -> Void) async throws {
    let port = try FreePort.pick()
    try await withServer(tcpPort: port) { server in
        try await body(Cluster.prepare(server, port: port))
    }
}
