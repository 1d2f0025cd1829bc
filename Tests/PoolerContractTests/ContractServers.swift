import LinuxReactor
import PointsmanSimulation
import PostgresClient
import TestServers

/// The two servers of the contract, both take writes; made once, and put right after each clause.
@Reactor
final class ContractServers {
    let ports: [UInt16]
    private let servers: [TestServer]
    private var isHung = [false, false]
    private var isCrashed = [false, false]
    private var isTurningAway = [false, false]

    init() async throws {
        ports = [try FreePort.pick(), try FreePort.pick()]
        let first = try await TestServer(tcpPort: ports[0])
        do {
            servers = [first, try await TestServer(tcpPort: ports[1])]
        } catch {
            await first.remove()
            throw error
        }
        do {
            for server in servers { try await Self.prepare(server) }
        } catch {
            await remove()
            throw error
        }
    }

    private static func prepare(_ server: TestServer) async throws {
        let connection = try await server.connect()
        for statement in [
            "CREATE ROLE app LOGIN", "CREATE TABLE ledger (n int DEFAULT 1)", "GRANT INSERT ON ledger TO app",
        ] {
            _ = try await connection.execute(statement, until: .now + .seconds(60))
        }
    }

    func crash(_ server: ContractStep.Server) async {
        isCrashed[server.rawValue] = true
        await servers[server.rawValue].crash()
    }

    /// Starts it and suspends until it lets in whoever comes.
    func start(_ server: ContractStep.Server) async throws {
        isCrashed[server.rawValue] = false
        try servers[server.rawValue].restart()
        _ = try await servers[server.rawValue].connect()
    }

    func hang(_ server: ContractStep.Server, _ isHung: Bool) {
        self.isHung[server.rawValue] = isHung
        servers[server.rawValue].setHung(isHung)
    }

    /// Lets no more sessions of the app's role begin; PostgreSQL says so with an error, 53300.
    func turnAway(_ server: ContractStep.Server, _ isTurningAway: Bool) async throws {
        self.isTurningAway[server.rawValue] = isTurningAway
        let connection = try await servers[server.rawValue].connect()
        _ = try await connection.execute(
            "ALTER ROLE app CONNECTION LIMIT \(isTurningAway ? 0 : -1)", until: .now + .seconds(60))
    }

    /// Both as at the beginning.
    func putRight() async throws {
        for server in ContractStep.Server.allCases {
            if isHung[server.rawValue] { hang(server, false) }
            if isCrashed[server.rawValue] { try await start(server) }
            if isTurningAway[server.rawValue] { try await turnAway(server, false) }
        }
    }

    func remove() async {
        for server in ContractStep.Server.allCases where isHung[server.rawValue] { hang(server, false) }
        for server in servers { await server.remove() }
    }
}
