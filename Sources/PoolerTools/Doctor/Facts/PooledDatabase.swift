package import PointsmanFormats

/// A row of SHOW DATABASES with what bounds its pools.
package struct PooledDatabase: Equatable, Sendable {
    package var shown: DatabaseRow
    /// For each user.
    package var poolSize: Int { shown.poolSize ?? 0 }
    package var reserveSize: Int
    /// Nil for the pooler's own.
    package var poolMode: String?
    /// Of all pools together; 0 is no limit.
    package var mostConnections: Int
    package var forcedUser: String?

    package init?(row value: (String) -> String?) {
        guard let shown = DatabaseRow(row: value) else { return nil }
        func count(_ columns: String...) -> Int { columns.lazy.compactMap(value).compactMap { Int($0) }.first ?? 0 }
        func text(_ column: String) -> String? { value(column).flatMap { $0.isEmpty ? nil : $0 } }
        self.shown = shown
        // 1.24 renamed it.
        reserveSize = count("reserve_pool_size", "reserve_pool")
        poolMode = text("pool_mode")
        mostConnections = count("max_connections")
        forcedUser = text("force_user")
    }

    package var name: String { shown.name }
}
