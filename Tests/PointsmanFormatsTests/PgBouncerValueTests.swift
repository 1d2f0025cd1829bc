import LinuxReactor
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@Suite("Values of PgBouncer's keys, with PgBouncer as the judge")
struct PgBouncerValueTests {
    @Test(
        "a switch is off if PgBouncer takes its number for zero, and what it refuses is none",
        arguments: [
            "0", "00", "-0", "+0", "0x0", "0X00", "1", "010", "0x10", "-1", "", "0x", "off", "no", "0 1", "0.0",
        ])
    func switches(value: String) async throws {
        let shown = try await Self.shown("so_reuseport", value)
        #expect(PgBouncerKey.isOff(value) == (shown == "0"), "PgBouncer shows \(shown ?? "nothing, and ends")")
    }

    @Test(
        "a word among several means the same in upper and lower case",
        arguments: [
            ("pool_mode", "Transaction"), ("pool_mode", "STATEMENT"), ("auth_type", "TRUST"), ("auth_type", "Any"),
            ("client_tls_sslmode", "DISABLE"), ("client_tls_sslmode", "Disable"),
        ])
    func words(key: String, value: String) async throws {
        let shown = try await Self.shown(key, value)
        #expect(shown == PgBouncerKey.word(value))
    }

    /// What PgBouncer shows for a key that its file gives this value; nil if it does not start.
    @Reactor
    private static func shown(_ key: String, _ value: String) async throws -> String? {
        var shown: String?
        try await withPooler(rendering: { PoolerFiles(keys: "\(key) = \(value)").texts(in: $0) }) { pooler in
            guard try await pooler.comesUp() else { return }
            let console = try await pooler.console()
            let rows = try await console.execute("SHOW CONFIG", until: .now + .seconds(60)).first?.records ?? []
            shown = rows.first { $0("key") == key }?("value")
        }
        return shown
    }
}
