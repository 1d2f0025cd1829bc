import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The row that a probe is answered by")
struct ServerReportTests {
    @Test("a probe's negative staleness is read as zero")
    func staleness() throws {
        #expect(try Self.report(["staleness": "-5"]).staleness == .zero)
    }

    @Test("a probe's row whose recovery state is unreadable is no report")
    func role() {
        let row = ["recovering": "true", "system_identifier": "1", "started": "1"]
        #expect(ServerReport(row: { row[$0] }) == nil)
    }

    @Test("a probe's row without followers means unknown, not none")
    func followers() throws {
        #expect(try Self.report([:]).followers == .unknown)
        #expect(try Self.report(["followers": "none"]).followers == .standbys([]))
        #expect(try Self.report(["followers": ""]).followers == .standbys([nil]))
        #expect(
            try Self.report(["followers": "127.0.0.12,,::1"]).followers
                == .standbys([IPAddress("127.0.0.12"), nil, IPAddress("::1")]))
    }

    @Test("a probe's row with a receiver but no visible sender means an unknown upstream")
    func upstream() throws {
        let sender = ["sender_host": "127.0.0.12", "sender_port": "5432"]
        #expect(try Self.report(["receiving": "f"]).upstream == .none)
        #expect(try Self.report(["receiving": "t"]).upstream == .unknown)
        #expect(try Self.report([:]).upstream == .unknown)
        #expect(try Self.report(["receiving": "t", "sender_host": "pg-1", "sender_port": "1"]).upstream == .unknown)
        let shown = try Self.report(sender.merging(["receiving": "t"]) { $1 }).upstream
        #expect(shown == .member(try #require(MemberID("127.0.0.12:5432"))))
    }

    private static func report(_ columns: [String: String]) throws -> ServerReport {
        let row = ["recovering": "f", "system_identifier": "1", "started": "1"].merging(columns) { $1 }
        return try #require(ServerReport(row: { row[$0] }))
    }
}
