/// The rows that a SHOW command answered with. Columns are read by name: each release has put new ones in between.
package struct ConsoleRows: Equatable, Sendable {
    package let columns: [String]
    /// A value a column, as text; nil is NULL.
    package let rows: [[String?]]

    package init(columns: [String], rows: [[String?]]) {
        self.columns = columns
        self.rows = rows
    }

    /// Each row as a function from a column's name to its value; nil where it is NULL or there is no such column.
    package var readers: [(String) -> String?] {
        let places = Dictionary(columns.indices.map { (columns[$0], $0) }) { first, _ in first }
        return rows.map { row in { column in places[column].flatMap { row.indices.contains($0) ? row[$0] : nil } } }
    }

    /// For an answer whose rows are pairs of a name and a value, as SHOW LISTS and SHOW CONFIG have them: one row, with
    /// the names as its columns.
    package func turned(names: String, values: String) -> ConsoleRows {
        let pairs = readers.compactMap { row in row(names).map { ($0, row(values)) } }
        return ConsoleRows(columns: pairs.map(\.0), rows: [pairs.map(\.1)])
    }
}

/// What PgBouncer's console has answered, all of it at about the same moment.
package struct PoolerAnswers: Equatable, Sendable {
    private var rows: [ShowCommand: ConsoleRows] = [:]
    /// How long it took to ask; nil where nobody was asked.
    package var took: Duration?

    /// Nobody has answered.
    package init() {}

    /// Nil where the console did not answer this command.
    package subscript(command: ShowCommand) -> ConsoleRows? {
        get { rows[command] }
        set { rows[command] = newValue }
    }

    /// Whether every command was answered.
    package var isWhole: Bool { rows.count == ShowCommand.allCases.count }

    package var pools: [PoolRow] { self[.pools]?.readers.compactMap(PoolRow.init(row:)) ?? [] }
    package var databases: [DatabaseRow] { self[.databases]?.readers.compactMap(DatabaseRow.init(row:)) ?? [] }
}
