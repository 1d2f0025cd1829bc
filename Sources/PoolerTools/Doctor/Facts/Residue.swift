/// What the clients before us have left in a server session that the pooler gave to us: the proof that sessions are
/// shared and used as if they were not.
package struct Residue: Equatable, Sendable {
    package var processID: Int
    /// Made by `PREPARE`.
    package var preparedBySQL: Int
    /// Made by the protocol, without those that PgBouncer keeps itself.
    package var preparedByProtocol: Int
    /// The names of settings that were changed.
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
