import PointsmanScenarios

/// One step of a clause: an action on a pooler, or a condition that must hold.
package enum ContractStep: Sendable {
    /// PgBouncer's two databases here: the one for writes and the one for reads.
    package enum Database: Int, Sendable { case writes, reads }
    /// The two servers; both take writes.
    package enum Server: Int, CaseIterable, Sendable { case first, second }

    // Commands, with the console's reply.
    case pause(Database, ConsoleReply)
    case resume(Database, ConsoleReply)
    case kill(Database)
    /// `DISABLE` or `ENABLE`.
    case disable(Database, Bool)
    case reload
    /// `SET query_wait_timeout=1`.
    case shortenPatience
    /// `SET server_login_retry`, to an hour or back to the file's value.
    case setLoginRetry(isLong: Bool)
    /// `SET min_pool_size`, to one connection or none.
    case setMinimum(Bool)
    /// `RESUME` of the database for writes, and `SUSPEND`, in one write.
    case endHold
    /// `RESUME` of everything, which ends the SUSPEND.
    case resumeAll(ConsoleReply)

    /// Notes the totals of the database for writes.
    case noteTotals

    // The included file, which takes effect with a RELOAD.
    /// PgBouncer's own ini file includes it before everything else. Without this step it is included at the end, as in
    /// the file of a managed PgBouncer.
    case includeFirst
    /// The file leads writes to this server from now on, or nowhere.
    /// - Parameter fenced: whether connect_query ends each new server connection there.
    case lead(to: Server?, fenced: Bool = false)
    /// The file no longer names the database for writes.
    case removeWrites
    /// The file gets a last line that can't be read.
    case spoilFile
    /// The file is gone until it is written again.
    case loseFile

    // The servers.
    /// All processes of the server die at once.
    case crash(Server)
    /// The server runs again and accepts connections.
    case start(Server)
    /// All processes of the server are stopped, so that it answers nothing; or they go on.
    case hang(Server, Bool)
    /// The server refuses each new connection with an error, or no longer does.
    case turnAway(Server, Bool)

    // Clients of the database for writes, by number. 0 to 3 are connected when a clause begins; others, and those that
    // were dropped, connect when they first ask.
    /// The client opens a transaction and leaves it open.
    case begin(client: Int)
    /// The client ends its transaction with a commit.
    case commit(client: Int)
    /// The client asks one statement, which is a transaction.
    case ask(client: Int)
    /// The client sends one statement, whether or not PgBouncer reads it.
    case send(client: Int)

    // Conditions that must come to hold soon.
    case isPaused(Database, Bool)
    /// The client's last statement was answered by this server.
    case isServed(client: Int, by: Server)
    case isWaiting(client: Int)
    /// The client has no answer and has not lost its connection.
    case isUnanswered(client: Int)
    /// The client has lost its connection.
    case isDropped(client: Int)
    /// The client has not lost its connection.
    case isConnected(client: Int)
    /// Whether the last PAUSE that waited has been answered.
    case pauseIsAnswered(Bool)
    /// Whether the pool for writes has logged-in server connections to this server.
    case isLinked(to: Server, Bool)
    /// Whether a server connection for writes is being made.
    case isLoggingIn(Bool)
    /// A login for writes has failed since the last action.
    case loginFails
    /// Whether PgBouncer's totals of the database for writes (SHOW STATS) have changed since they were noted.
    case hasCounted(Bool)
    /// Whether clients may wait for longer than a second.
    case isPatient(Bool)
}
