import LinuxReactor
import PostgresClient
import TestServers

/// Clients of PgBouncer at one port, so many that several processes behind it have some of them each.
@Reactor
struct PoolerClients {
    let port: UInt16
    var password = ServerPair.password

    /// A client; without the folder of a process's socket it is at any of the processes.
    func connect(
        at host: String = "127.0.0.1", until limit: ContinuousClock.Instant = .now + .seconds(60)
    ) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            [
                ("host", host), ("port", "\(port)"), ("user", "app"), ("dbname", "app"), ("password", password),
                ("sslmode", "disable"),
            ], until: limit)
    }

    /// Connects `count` clients, each of which has got an answer.
    func connect(_ count: Int) async throws -> [PostgresConnection] {
        var clients: [PostgresConnection] = []
        for _ in 0..<count {
            let client = try await connect()
            _ = try await client.execute("SELECT 1", until: .now + .seconds(60))
            clients.append(client)
        }
        return clients
    }

    /// Has one client write, and others in its place while that fails.
    func write(_ number: Int, until limit: ContinuousClock.Instant = .now + .seconds(60)) async throws {
        while true {
            do {
                let client = try await connect(until: limit)
                _ = try await client.execute("INSERT INTO ledger VALUES (\(number))", until: limit)
                return
            } catch {
                if .now > limit { throw error }
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
        }
    }

    /// How many clients of the database `app` are at the PgBouncer behind `console`, without the agent's.
    static func count(_ console: PostgresConnection) async throws -> Int {
        let shown = try await console.execute("SHOW CLIENTS", until: .now + .seconds(60))[0]
        return shown.records.count { $0("database") == "app" && $0("addr") == "127.0.0.1" }
    }

    /// Where the PgBouncer behind `console` leads the database `app`: its host and port.
    static func target(_ console: PostgresConnection) async throws -> String {
        let shown = try await console.execute("SHOW DATABASES", until: .now + .seconds(60))[0]
        let row = shown.records.first { $0("name") == "app" }
        return "\(row?("host") ?? ""):\(row?("port") ?? "") paused \(row?("paused") ?? "")"
    }
}
