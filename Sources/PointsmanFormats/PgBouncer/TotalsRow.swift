/// What PgBouncer's SHOW STATS has counted of the statements of one database that went through since its pools were made:
/// their bytes and their times. Two equal ones say that none went through in between. Neither logins nor `connect_query`
/// count, nor a client that waits: that one is in `total_xact_count` and `total_query_count` already, which are not looked at.
package struct TotalsRow: Equatable, Sendable {
    package let database: String
    private let totals: [String]
    /// Whether a statement went through since the pools were made.
    package let isCounting: Bool

    private static let columns = ["total_received", "total_sent", "total_xact_time", "total_query_time"]

    /// - Parameter value: of a column of SHOW STATS.
    /// - Returns: nil where the row lacks a column that every release since 1.18 has.
    package init?(row value: (String) -> String?) {
        let totals = Self.columns.compactMap(value)
        guard let database = value("database"), totals.count == Self.columns.count else { return nil }
        self.database = database
        self.totals = totals
        isCounting = totals[0] != "0"
    }
}
