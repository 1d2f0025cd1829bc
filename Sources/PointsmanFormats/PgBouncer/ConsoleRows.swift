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
