import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The files and figures of several PgBouncer processes")
struct SeveralProcessesTests {
    @Test("one of several processes shares its port, and names its peers where its release has them")
    func peers() throws {
        var ini = PgBouncerIni(
            listenAddress: "127.0.0.1", listenPort: 6432, folder: "/run/p-2", databasesFile: "/d",
            url: try DatabaseURL("postgres://u:p@h/d"), checkQuery: "select 1", holdTimeout: .seconds(60))
        #expect(try !ini.text().contains("so_reuseport"))
        ini.group = .init(number: 2, folders: ["/run/p", "/run/p-2"])
        #expect(try ini.text().contains("so_reuseport = 1\n"))
        #expect(try !ini.text().contains("peer"))
        ini.group?.hasPeers = true
        let text = try ini.text()
        #expect(text.contains("peer_id = 2\n"))
        #expect(
            text.hasSuffix(
                "[peers]\n1 = host=/run/p port=6432\n2 = host=/run/p-2 port=6432\n%include /d\n"), "\(text)")
    }

    @Test("a share of the server's connections is divided among the pools of all processes")
    func share() throws {
        let file = DatabasesIni(
            writeName: "app", readName: nil, database: "app",
            write: .init(member: MemberID(address: .v4(1), port: 5432)), share: 15, processes: 2)
        #expect(try file.text().contains("pool_size='7' max_db_connections='7'"))
    }

    @Test("the figures of processes are summed by pool, and the longest wait of any counts")
    func sum() {
        func answers(_ active: String, wait: String, stats: String) -> PoolerAnswers {
            var answers = PoolerAnswers()
            answers[.version] = ConsoleRows(columns: ["version"], rows: [["PgBouncer 1.18.0"]])
            answers[.pools] = ConsoleRows(
                columns: ["database", "user", "cl_active", "maxwait"], rows: [["app", "app", active, wait]])
            answers[.stats] = ConsoleRows(
                columns: ["database", "total_query_count", "avg_query_time"], rows: [["app", stats, stats]])
            answers[.clients] = ConsoleRows(columns: ["type"], rows: [["C"]])
            return answers
        }
        var second = answers("4", wait: "1", stats: "50")
        second[.pools] = ConsoleRows(
            columns: ["user", "database", "cl_active", "maxwait"],
            rows: [["app", "app", "4", "1"], ["other", "app", "1", "0"]])
        let sum = PoolerAnswers(sumOf: [answers("3", wait: "9", stats: "100"), second, PoolerAnswers()])
        #expect(sum[.version]?.rows == [["PgBouncer 1.18.0"]])
        #expect(sum[.pools]?.rows == [["app", "app", "7", "9"], ["app", "other", "1", "0"]])
        #expect(sum[.stats]?.rows == [["app", "150", "100"]])
        #expect(sum[.clients]?.rows.count == 2)
        #expect(sum[.lists] == nil)
        #expect(PoolerAnswers(sumOf: [PoolerAnswers()]) == PoolerAnswers())
    }
}
