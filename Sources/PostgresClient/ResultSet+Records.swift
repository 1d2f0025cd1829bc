extension ResultSet {
    /// Each row as something that gives a column's value by its name: releases put new columns in between.
    package var records: [(String) -> String?] {
        rows.indices.map { row in { column in value(column, row: row) } }
    }
}
