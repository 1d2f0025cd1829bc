/// What belongs to a session, and so can't be relied on where sessions are shared (PgBouncer's features page, "SQL
/// feature map for pooling modes").
package enum SessionFeature: String, CaseIterable, Sendable {
    case prepared, setting, temporaryTable, advisoryLock, listening
}
