/// What a server has for the fleet.
package struct ServerRoom: Equatable, Sendable {
    /// `max_connections`.
    package var connections: Int
    /// `superuser_reserved_connections`, and `reserved_connections` from PostgreSQL 16 on.
    package var reserved: Int
    /// The limit of the role or of the database, the narrower one; nil for none.
    package var limit: Int?
    /// Sessions of other roles at the moment.
    package var others: Int

    package init(connections: Int, reserved: Int = 3, limit: Int? = nil, others: Int = 0) {
        self.connections = connections
        self.reserved = reserved
        self.limit = limit
        self.others = others
    }

    /// For ordinary roles.
    package var available: Int { max(0, connections - reserved) }

    /// For the app's role.
    package var room: Int { max(0, min(available - others, limit ?? .max)) }
}
