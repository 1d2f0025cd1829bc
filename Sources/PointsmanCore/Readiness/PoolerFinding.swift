/// What is wrong with a pooler that this agent is not acting on. Each case has the sentence that an operator reads.
package enum PoolerFinding: Codable, Equatable, Sendable {
    /// The console does not answer; the sentence says how.
    case silent(String)
    /// These databases are paused, but not by this agent. There may be a reason for it, so it is reported and not
    /// undone.
    case paused([String])
    /// These databases refuse new clients, but not because of this agent.
    case disabled([String])
    /// A client's round trip fails here though the primary is well; the sentence says how.
    case unserved(String)
    /// A client found no free connection.
    case full(Fullness)
    /// The server refuses PgBouncer: its login, or what it passes on.
    case turnedDown(String)

    /// Whether this instance is worse than others: not if the load is too high, or the server refuses.
    package var isOwnFault: Bool {
        switch self {
        case .silent, .paused, .disabled, .unserved: true
        case .full, .turnedDown: false
        }
    }

    /// Whether the finding means nothing unless the primary is known to be well.
    var dependsOnPrimary: Bool {
        switch self {
        case .silent, .paused, .disabled: false
        case .unserved, .full, .turnedDown: true
        }
    }

    /// The exhausted limit; nil if the finding is another one.
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

/// A round trip through the pooler that found no free connection: which limit was reached, and how many connections are
/// open.
package struct Fullness: Codable, Equatable, Sendable {
    /// The limit that is reached.
    package enum Limit: String, Codable, Sendable, CaseIterable {
        /// PgBouncer accepts no more clients (`max_client_conn`, and the limits of one database or user).
        case clients
        /// All server connections of the pool are in use (`pool_size`, with the reserve).
        case pool
        /// All server connections of all pools of the database are in use (`max_db_connections`).
        case database
        /// All server connections of all pools of the role are in use (`max_user_connections`).
        case user
        /// The server accepts no more connections (`max_connections`).
        case server
    }

    package let limit: Limit
    /// A sentence with the figures.
    package let sentence: String
    /// The number of PgBouncer's server connections for writes to the member that it was set to: logged in, and not
    /// about to be closed. Each has passed the fence, so it leads to a primary of the right cluster and timeline.
    package let fencedConnections: Int

    package init(_ limit: Limit, _ sentence: String, fencedConnections: Int) {
        self.limit = limit
        self.sentence = sentence
        self.fencedConnections = fencedConnections
    }
}
