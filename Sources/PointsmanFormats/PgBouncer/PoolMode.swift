/// The moment when a server connection goes back to the pool (pgbouncer.ini(5), "pool_mode"), and what an app can't do
/// then (PgBouncer's features page, "SQL feature map for pooling modes").
package enum PoolMode: String, CaseIterable, Sendable {
    case session, transaction, statement

    /// The consequences for the app, as lines of a comment.
    package var explanation: [String] {
        switch self {
        case .session:
            [
                "pool_mode = session: a client keeps its server connection until it disconnects. Everything works, and it",
                "takes as many server connections as there are clients at a time.",
            ]
        case .transaction:
            [
                "pool_mode = transaction: a client keeps its server connection for a transaction only. What lasts longer is lost",
                "or meets others: SET (SET LOCAL is fine), LISTEN, WITH HOLD cursors, PREPARE in SQL, temporary tables that outlive",
                "a transaction, LOAD, advisory locks of a session (pg_advisory_xact_lock is fine). Prepared statements of the",
                "protocol need PgBouncer 1.21 and max_prepared_statements; before, tell the driver not to use them.",
            ]
        case .statement:
            [
                "pool_mode = statement: a client keeps its server connection for one statement. As in transaction mode, and no",
                "transactions of several statements at all: BEGIN is refused.",
            ]
        }
    }
}
