package import PostgresClient

/// The table that the writers of one run write to.
package struct LedgerTable: Sendable {
    package let name: String
    /// The name of its tablespace; nil for the database's own.
    private let tablespace: String?

    package init(tablespace: String? = nil) {
        name = "ledger_\(RandomWord.make(digits: 12))"
        self.tablespace = tablespace
    }

    /// The statement that makes the table: the app runs it, directly on the primary.
    package var creation: String {
        // If the disk is to be full, its pages must fill soon too.
        let place = tablespace.map { " with (fillfactor = 10) tablespace \($0)" } ?? ""
        return "create table \(name) (writer int not null, n int not null)\(place)"
    }

    package var removal: String { "drop table \(name)" }

    /// One write, which returns the mark of the server that committed it.
    package func insertion(writer: Int, number: Int) -> String {
        """
        insert into \(name) values (\(writer), \(number)) returning \(ServerMark.columns)
        """
    }

    package var reading: String { "select writer, n, count(*) as copies from \(name) group by writer, n" }

    /// The answer to ``reading``: how often each write is there.
    package func entries(in results: [ResultSet]) -> [LedgerEntry: Int] {
        var ledger: [LedgerEntry: Int] = [:]
        for row in results.first?.rows ?? [] {
            let numbers = row.compactMap { $0.flatMap { Int($0) } }
            guard numbers.count == 3 else { continue }
            ledger[LedgerEntry(writer: numbers[0], number: numbers[1])] = numbers[2]
        }
        return ledger
    }
}

extension ServerMark {
    /// The columns of a primary's mark. Any role may call these functions.
    package static let columns = """
        ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline, \
        pg_postmaster_start_time()::text as started_at
        """

    /// Parses a row of ``columns``.
    package init?(_ results: [ResultSet]) {
        guard let row = results.first, let timeline = row.value("timeline").flatMap({ Int($0) }),
            let startedAt = row.value("started_at")
        else { return nil }
        self.init(timeline: timeline, startedAt: startedAt)
    }
}
