/// The rows that a SHOW command returned. Columns are read by name: releases insert new ones.
package struct ConsoleRows: Equatable, Sendable {
    package let columns: [String]
    /// The values of each row's columns, as text; nil is NULL.
    package let rows: [[String?]]

    package init(columns: [String], rows: [[String?]]) {
        self.columns = columns
        self.rows = rows
    }

    /// Each row as a function from a column's name to its value; nil if it is NULL or there is no such column.
    package var readers: [(String) -> String?] {
        let places = Dictionary(columns.indices.map { (columns[$0], $0) }) { first, _ in first }
        return rows.map { row in { column in places[column].flatMap { row.indices.contains($0) ? row[$0] : nil } } }
    }

    /// One row with the names as its columns, for an answer whose rows are pairs of a name and a value, such as SHOW
    /// LISTS and SHOW CONFIG.
    package func turned(names: String, values: String) -> ConsoleRows {
        let pairs = readers.compactMap { row in row(names).map { ($0, row(values)) } }
        return ConsoleRows(columns: pairs.map(\.0), rows: [pairs.map(\.1)])
    }
}

/// The answers of PgBouncer's console, all from about the same moment.
package struct PoolerAnswers: Equatable, Sendable {
    private var rows: [ShowCommand: ConsoleRows] = [:]
    /// The time that the questions took; nil if none was asked.
    package var took: Duration?

    /// Makes answers without any content.
    package init() {}

    /// The answer to this command; nil if there was none.
    package subscript(command: ShowCommand) -> ConsoleRows? {
        get { rows[command] }
        set { rows[command] = newValue }
    }

    /// Whether every command was answered.
    package var isWhole: Bool { rows.count == ShowCommand.allCases.count }

    package var pools: [PoolRow] { self[.pools]?.readers.compactMap(PoolRow.init(row:)) ?? [] }
    package var databases: [DatabaseRow] { self[.databases]?.readers.compactMap(DatabaseRow.init(row:)) ?? [] }
}
