/// What PgBouncer's console has answered, all of it at about the same moment.
package struct PoolerAnswers: Equatable, Sendable {
    private var rows: [ShowCommand: ConsoleRows] = [:]
    /// How long it took to ask; nil where nobody was asked.
    package var took: Duration?

    /// Nobody has answered.
    package init() {}

    /// Nil where the console did not answer this command.
    package subscript(command: ShowCommand) -> ConsoleRows? {
        get { rows[command] }
        set { rows[command] = newValue }
    }

    /// Whether every command was answered.
    package var isWhole: Bool { rows.count == ShowCommand.allCases.count }

    package var pools: [PoolRow] { self[.pools]?.readers.compactMap(PoolRow.init(row:)) ?? [] }
    package var databases: [DatabaseRow] { self[.databases]?.readers.compactMap(DatabaseRow.init(row:)) ?? [] }
}
