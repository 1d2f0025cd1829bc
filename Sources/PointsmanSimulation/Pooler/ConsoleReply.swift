/// The reply of PgBouncer's console to a command.
package enum ConsoleReply: Equatable, Sendable {
    case done
    case error
    /// None yet: PAUSE waits for open transactions. Its answer comes later or never.
    case waits
}
