import PointsmanFormats
package import PostgresClient

extension ResultSet {
    /// Each row as something that gives a column's value by its name.
    package var records: [(String) -> String?] { ShownRows(columns: columns, rows: rows).readers }
}
