import PostgresClient

/// The table that one run's writers write to, and what it holds afterwards.
struct LedgerTable: Sendable {
    let name: String

    init() {
        name = "ledger_\(RandomWord.make(digits: 12))"
    }

    /// The app's own table: made by the app, over the way straight to the primary.
    var creation: String { "create table \(name) (writer int not null, n int not null)" }

    var removal: String { "drop table \(name)" }

    /// One write, which tells who committed it. Any role may call these functions.
    func insertion(writer: Int, number: Int) -> String {
        """
        insert into \(name) values (\(writer), \(number)) returning \
        ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline, \
        pg_postmaster_start_time()::text as started_at
        """
    }

    var reading: String { "select writer, n, count(*) as copies from \(name) group by writer, n" }
}

extension ServerMark {
    /// Reads the row that ``LedgerTable/insertion(writer:number:)`` returns.
    init?(_ results: [ResultSet]) {
        guard let row = results.first, let timeline = row.value("timeline").flatMap({ Int($0) }),
            let startedAt = row.value("started_at")
        else { return nil }
        self.init(timeline: timeline, startedAt: startedAt)
    }
}
