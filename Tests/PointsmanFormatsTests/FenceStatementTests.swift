import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@Suite("The fence inside PgBouncer")
struct FenceStatementTests {
    @Test("the fence query with the longest numbers fits into PgBouncer's buffer")
    func length() {
        let text = FenceStatement.text(for: Self.route(SystemIdentifier(.max), Timeline(.max)))
        #expect(text.utf8.count <= FenceStatement.mostBytes, "\(text.utf8.count) bytes")
    }

    @Test("the fence query accepts our primary and leaves its session writable")
    func passes() async throws {
        try await withServer { server in
            let connection = try await server.connect()
            let ours = try await Self.systemIdentifier(connection)
            _ = try await connection.execute(
                FenceStatement.text(for: Self.route(ours, Timeline(1))), until: .now + .seconds(30))
            let shown = try await connection.execute("SHOW transaction_read_only", until: .now + .seconds(30))
            #expect(shown[0].rows == [["off"]])
        }
    }

    @Test("the fence query ends the session on a lower timeline and on another cluster", arguments: [false, true])
    func refuses(isForeign: Bool) async throws {
        try await withServer { server in
            let connection = try await server.connect()
            let ours = try await Self.systemIdentifier(connection)
            let route = isForeign ? Self.route(SystemIdentifier(8), Timeline(1)) : Self.route(ours, Timeline(2))
            let error = await #expect(throws: PostgresError.self) {
                try await connection.execute(FenceStatement.text(for: route), until: .now + .seconds(30))
            }
            #expect(error?.sqlState == "22P02" && error?.message.contains(FenceStatement.refusal) == true)
            #expect(await connection.idle(until: .now + .seconds(30)) != nil)
        }
    }

    private static func route(_ cluster: SystemIdentifier, _ timeline: Timeline) -> WriteRoute {
        let member = MemberID(address: .v4(0x7F00_0001), port: 5432)
        return WriteRoute(member: member, systemIdentifier: cluster, timeline: timeline)
    }

    @Reactor
    private static func systemIdentifier(_ connection: PostgresConnection) async throws -> SystemIdentifier {
        let results = try await connection.execute(
            "SELECT system_identifier FROM pg_control_system()", until: .now + .seconds(30))
        return SystemIdentifier(try #require(results[0].value("system_identifier").flatMap(UInt64.init)))
    }
}
