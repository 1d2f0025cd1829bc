import PointsmanFormats

/// The load for pgbench.
package struct PgbenchWork: Equatable, Sendable {
    /// The protocol for statements (`pgbench -M`).
    package enum QueryProtocol: String, CaseIterable, Sendable {
        case simple, extended, prepared
    }

    /// A file in pgbench's script language; nil for ours: ``statement``, or a transaction that writes.
    package var script: String?
    /// Whether tables are made and written to.
    package var writes: Bool
    package var queries: QueryProtocol

    /// A query for one row by an index, of a table that every database has and every role may read.
    package static let statement = "SELECT relname FROM pg_catalog.pg_class WHERE oid = 1259"

    /// Whether the load is ``statement``.
    package var isStatement: Bool { script == nil && !writes }

    package init(script: String? = nil, writes: Bool = false, queries: QueryProtocol = .simple) {
        self.script = script
        self.writes = writes
        self.queries = queries
    }

    /// Why PgBouncer would fail this load; nil if it would not.
    /// - Parameters:
    ///   - mode: the pool's mode; nil if the console does not answer.
    ///   - pooler: the facts from the console; nil if it does not answer.
    package func refusal(mode: String?, pooler: PoolerFacts?) -> String? {
        guard queries == .prepared, mode != "session" else { return nil }
        let hint = "; give --protocol simple or extended"
        guard let mode, let pooler, let version = pooler.version else {
            return "PgBouncer's console is silent, so nobody knows whether it can carry --protocol prepared" + hint
        }
        let why = "in \(mode) mode a statement is prepared in one session and missed in the next"
        if version < Self.firstWithPrepared {
            return "PgBouncer \(version) can't carry --protocol prepared (1.21 can): " + why + hint
        }
        if pooler.settings.integer("max_prepared_statements") ?? 0 <= 0 {
            return "PgBouncer's max_prepared_statements is 0, so it can't carry --protocol prepared: " + why + hint
        }
        return nil
    }

    private static let firstWithPrepared = PgBouncerVersion(major: 1, minor: 21)
}
