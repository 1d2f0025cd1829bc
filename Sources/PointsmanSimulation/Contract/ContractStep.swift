/// One step of a clause: something done to a pooler, or something that must be so.
package enum ContractStep: Sendable {
    /// PgBouncer's two databases here: the name for writes and the name for reads.
    package enum Database: Int, Sendable { case writes, reads }
    /// The two servers, both take writes.
    package enum Server: Int, Sendable { case first, second }

    // Commands, with what the console says.
    case pause(Database, ConsoleReply)
    case resume(Database, ConsoleReply)
    case kill(Database)
    /// The included file leads writes to this server from now on; a RELOAD must read it.
    case lead(to: Server)
    case reload

    // Clients of the name for writes, by number.
    /// Opens a transaction and leaves it open.
    case begin(client: Int)
    /// Ends it with a commit.
    case commit(client: Int)
    /// A transaction of one statement.
    case ask(client: Int)

    // What must be so soon.
    case isPaused(Database, Bool)
    /// The client's last statement was answered, by this server.
    case isServed(client: Int, by: Server)
    case isWaiting(client: Int)
    /// The client has lost its connection.
    case isDropped(client: Int)
    /// Whether the last PAUSE that waited has an answer by now.
    case pauseIsAnswered(Bool)
}
