/// The server's sessions at one moment.
package struct ActivitySample: Equatable, Sendable {
    package var sessions: [SessionState]
    /// Advisory locks of this database, by the process that holds them.
    package var advisoryLocks: [Int: Int]
    /// In this database, of all sessions.
    package var temporaryTables: Int

    package init(sessions: [SessionState], advisoryLocks: [Int: Int] = [:], temporaryTables: Int = 0) {
        self.sessions = sessions
        self.advisoryLocks = advisoryLocks
        self.temporaryTables = temporaryTables
    }
}
