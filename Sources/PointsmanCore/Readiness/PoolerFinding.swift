/// What is wrong with a pooler that this agent has done nothing to. Each has the sentence that an operator reads.
package enum PoolerFinding: Equatable, Sendable {
    /// Its console does not answer.
    case silent(String)
    /// These names are paused, though not by this agent. Who did it may have a reason: it is told, and not undone.
    case paused([String])
    /// New clients of these names are refused, though not by this agent.
    case disabled([String])
    /// A client's round trip fails here though the primary is well.
    case unserved(String)
    /// A client found no room.
    case full(Fullness)
    /// The server says no to PgBouncer: to its login, or to what it passes on.
    case turnedDown(String)

    /// Whether it is this instance that is worse than others: not where the work is too much, or the server says no.
    package var isOwnFault: Bool {
        switch self {
        case .silent, .paused, .disabled, .unserved: true
        case .full, .turnedDown: false
        }
    }

    /// Whether it says nothing once the primary is not known to be well.
    var dependsOnPrimary: Bool {
        switch self {
        case .silent, .paused, .disabled: false
        case .unserved, .full, .turnedDown: true
        }
    }

    /// What is used up; nil where there is room.
    package var fullness: Fullness? { if case .full(let fullness) = self { fullness } else { nil } }

    package var isSilence: Bool { if case .silent = self { true } else { false } }

    package var sentence: String {
        switch self {
        case .silent(let reason): "PgBouncer does not answer: \(reason)"
        case .paused(let names):
            "\(Self.list(names)) paused on PgBouncer's console (PAUSE or KILL), not by this agent: "
                + "clients wait there until RESUME \(names.first ?? "")"
        case .disabled(let names):
            "\(Self.list(names)) disabled on PgBouncer's console, not by this agent: "
                + "new clients are refused until ENABLE \(names.first ?? "")"
        case .unserved(let reason): "clients are not served here though the primary is well: \(reason)"
        case .full(let fullness): fullness.sentence
        case .turnedDown(let reason): "the primary refuses a client of PgBouncer's: \(reason)"
        }
    }

    private static func list(_ names: [String]) -> String {
        names.joined(separator: " and ") + (names.count == 1 ? " is" : " are")
    }
}

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
