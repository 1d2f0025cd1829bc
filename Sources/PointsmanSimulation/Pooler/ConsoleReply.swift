/// What PgBouncer's console says to a command.
package enum ConsoleReply: Equatable, Sendable {
    case done
    case error
    /// Nothing yet: PAUSE waits for open transactions. Its answer comes later, or never.
    case waits
}
