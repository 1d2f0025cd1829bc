import PointsmanFormats
import Testing

@Suite("The refusal of a canary")
struct CanaryRefusalTests {
    @Test(
        "a canary's refusal is attributed to the client limit, the queue, the server or nothing known",
        arguments: [
            (
                "FATAL:  no more connections allowed (max_client_conn)", "08P01",
                CanaryRefusal.clientLimit("max_client_conn")
            ),
            (
                "client connections exceeded (max_db_client_connections=5)", "08P01",
                .clientLimit("max_db_client_connections")
            ),
            ("FATAL:  query_wait_timeout", "08P01", .queue),
            ("FATAL:  server login has been failing, try again later (server_login_retry)", "08P01", .server),
            ("FATAL:  sorry, too many clients already", "53300", .server),
            ("FATAL:  the database system is shutting down", "57P03", .server),
            ("FATAL:  no such database: app", "08P01", nil),
            ("FATAL:  SASL authentication failed", "08P01", nil),
            ("no answer within the time limit", nil, nil),
        ])
    func kinds(message: String, sqlState: String?, kind: CanaryRefusal?) {
        #expect(CanaryRefusal(message, sqlState: sqlState) == kind)
    }

    @Test("a full pool is reported with its figure only if all its server connections are in use")
    func fill() throws {
        #expect(Self.fill(active: 20, size: 20)?.contains("20 of 20 server connections") == true)
        #expect(Self.fill(active: 21, size: 20)?.contains("21 of 20") == true)
        #expect(Self.fill(active: 19, size: 20) == nil)
        #expect(Self.fill(active: 20, idle: 1, size: 20) == nil)
        #expect(Self.fill(active: 0, size: 0) == nil)
        #expect(Self.fill(active: 3, size: 20, current: 5, most: 5)?.contains("5 of 5 server connections") == true)
        #expect(Self.fill(active: 3, size: 20, current: 4, most: 5) == nil)
        // Other roles' pools, or databases, have all of them.
        #expect(Self.fill(active: 0, size: 20, current: 5, most: 5)?.contains("max_db_connections") == true)
        #expect(Self.fill(active: 0, size: 20, others: 3, userLimit: 3)?.contains("3 of 3 server") == true)
        #expect(Self.fill(active: 1, size: 20, others: 1, userLimit: 3) == nil)
    }

    private static func fill(
        active: Int, idle: Int = 0, size: Int, current: Int = 0, most: Int = 0, others: Int = 0, userLimit: Int = 0
    ) -> String? {
        var database: [String: String] = ["name": "app", "database": "app", "paused": "0", "disabled": "0"]
        database["pool_size"] = String(size)
        database["current_connections"] = String(current)
        database["max_connections"] = String(most)
        let row = database
        guard let pool = pool(of: "app", active: active, idle: idle),
            let other = self.pool(of: "other", active: others, idle: 0),
            let shown = DatabaseRow(row: { (name: String) -> String? in row[name] })
        else { return nil }
        let fill = PoolFill(pool, shown, pools: [pool, other], userLimit: userLimit)
        return fill?.sentence
    }

    private static func pool(of database: String, active: Int, idle: Int) -> PoolRow? {
        var row: [String: String] = [
            "user": "app", "cl_active": "0", "cl_waiting": "1", "sv_used": "0", "sv_tested": "0", "sv_login": "0",
            "maxwait": "1",
        ]
        row["database"] = database
        row["sv_active"] = String(active)
        row["sv_idle"] = String(idle)
        let columns = row
        return PoolRow(row: { (name: String) -> String? in columns[name] })
    }
}
