/// A round trip through the pooler found no room: how far that goes, and what else shows where clients get to.
package struct Fullness: Equatable, Sendable {
    /// What is used up.
    package enum Limit: String, Sendable, CaseIterable {
        /// PgBouncer takes no more clients (`max_client_conn`, and those of one database or user).
        case clients
        /// All server connections of the pool are in use (`pool_size`, with the reserve).
        case pool
        /// Those of all pools of the database (`max_db_connections`).
        case database
        /// Those of all pools of the role (`max_user_connections`).
        case user
        /// The server takes no more (`max_connections`).
        case server
    }

    package let limit: Limit
    /// With the figures.
    package let sentence: String
    /// How many server connections PgBouncer has for writes at the member that it was set to, logged in and not to be closed:
    /// each has passed the fence that it was set to, so it leads to a primary of the right cluster and timeline.
    package let fencedConnections: Int

    package init(_ limit: Limit, _ sentence: String, fencedConnections: Int) {
        self.limit = limit
        self.sentence = sentence
        self.fencedConnections = fencedConnections
    }
}
