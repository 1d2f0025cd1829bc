/// The rows that one statement returned, as text.
package struct ResultSet: Sendable, Equatable {
    package let columns: [String]
    /// A row has one value a column; nil is SQL's NULL.
    package let rows: [[String?]]
    /// What the server says was done, such as `INSERT 0 1` or `RELOAD`.
    package let commandTag: String

    package init(columns: [String], rows: [[String?]], commandTag: String) {
        self.columns = columns
        self.rows = rows
        self.commandTag = commandTag
    }

    /// The value of `column` in row `index`; nil where it is NULL or there is no such column or row.
    package func value(_ column: String, row index: Int = 0) -> String? {
        guard let position = columns.firstIndex(of: column), rows.indices.contains(index) else { return nil }
        return rows[index][position]
    }
}

extension ResultSet {
    /// Each row as something that gives a column's value by its name: releases put new columns in between.
    package var records: [(String) -> String?] {
        rows.indices.map { row in { column in value(column, row: row) } }
    }
}
