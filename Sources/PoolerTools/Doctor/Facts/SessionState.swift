/// The state of one session on the server at one moment (pg_stat_activity).
package struct SessionState: Equatable, Sendable {
    package var processID: Int
    package var user: String
    package var database: String
    package var application: String
    /// `active`, `idle`, `idle in transaction` …; empty if our rights don't show it.
    package var state: String
    package var stateAge: Duration
    /// Whether its commit waits for a synchronous standby (wait event `SyncRep`).
    package var waitsForStandby: Bool
    /// Whether it is one of PgBouncer's sessions.
    package var isPooled: Bool
    /// Its last statement without values.
    package var statement: String
    package var features: [SessionFeature]

    package init(
        processID: Int, user: String = "app", database: String = "app", application: String = "", state: String,
        stateAge: Duration = .zero, waitsForStandby: Bool = false, isPooled: Bool = true, statement: String = "",
        features: [SessionFeature] = []
    ) {
        self.processID = processID
        self.user = user
        self.database = database
        self.application = application
        self.state = state
        self.stateAge = stateAge
        self.waitsForStandby = waitsForStandby
        self.isPooled = isPooled
        self.statement = statement
        self.features = features
    }

    package var isHidden: Bool { state.isEmpty }
    package var isIdleInTransaction: Bool { state.hasPrefix("idle in transaction") }

    /// The session's name for people.
    package var who: String {
        "process \(processID)" + (application.isEmpty ? "" : " (\(application))")
    }
}

/// The features that belong to a session, and so don't work if sessions are shared (PgBouncer's features page, "SQL
/// feature map for pooling modes").
package enum SessionFeature: String, CaseIterable, Sendable {
    case prepared, setting, temporaryTable, advisoryLock, listening
}

/// The traces of earlier clients in a server session that the pooler gave to us: the proof that sessions are shared
/// although clients use their features.
package struct Residue: Equatable, Sendable {
    package var processID: Int
    /// The number of statements made by `PREPARE`.
    package var preparedBySQL: Int
    /// The number of statements prepared by the protocol, without PgBouncer's own.
    package var preparedByProtocol: Int
    /// The names of changed settings.
    package var settings: [String]
    package var temporaryTables: Int
    package var advisoryLocks: Int
    package var channels: Int

    package init(
        processID: Int, preparedBySQL: Int = 0, preparedByProtocol: Int = 0, settings: [String] = [],
        temporaryTables: Int = 0, advisoryLocks: Int = 0, channels: Int = 0
    ) {
        self.processID = processID
        self.preparedBySQL = preparedBySQL
        self.preparedByProtocol = preparedByProtocol
        self.settings = settings
        self.temporaryTables = temporaryTables
        self.advisoryLocks = advisoryLocks
        self.channels = channels
    }
}
