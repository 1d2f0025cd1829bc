import PointsmanFormats
import Testing

@testable import PoolerTools

@Suite("What doctor asks the server")
struct ServerStatementTests {
    @Test("doctor and size count the connections that a server reserves alike, those of PostgreSQL 16 too")
    func reserved() {
        #expect(ServerInquiry.question.contains("\(ConnectionRoom.reserved) AS reserved"))
        #expect(ConnectionRoom.reserved.contains("current_setting('reserved_connections', true)"))
    }
}
