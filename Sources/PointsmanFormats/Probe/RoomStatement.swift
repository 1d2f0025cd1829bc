/// The SQL that shows whether a primary's disk is full, without a write to the database: the server puts the snapshot into a file
/// of some hundred bytes under `pg_snapshots` and takes it away with the transaction. It takes no rights, no transaction id
/// and no write-ahead log. What only reads is answered from a full disk as from any other.
package enum RoomStatement {
    package static let sql = "SELECT pg_catalog.pg_export_snapshot()"
    /// The error of a full disk (PostgreSQL manual, appendix A).
    package static let diskFull = "53100"
    /// The error of a login for which there is no room.
    package static let noConnection = "53300"
}
