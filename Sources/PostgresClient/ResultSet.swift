/// The rows that one statement returned, as text.
package struct ResultSet: Sendable, Equatable {
    package let columns: [String]
    /// The rows: each has one value for each column; nil is SQL's NULL.
    package let rows: [[String?]]
    /// The server's command tag, such as `INSERT 0 1` or `RELOAD`.
    package let commandTag: String

    package init(columns: [String], rows: [[String?]], commandTag: String) {
        self.columns = columns
        self.rows = rows
        self.commandTag = commandTag
    }

    /// The value of `column` in row `index`; nil if it is NULL or there is no such column or row.
    package func value(_ column: String, row index: Int = 0) -> String? {
        guard let position = columns.firstIndex(of: column), rows.indices.contains(index) else { return nil }
        return rows[index][position]
    }
}

extension ResultSet {
    /// Each row as a function from a column's name to its value: releases insert new columns.
    package var records: [(String) -> String?] {
        rows.indices.map { row in { column in value(column, row: row) } }
    }
}
