import PointsmanScenarios

/// One step of a clause: something done to a pooler, or something that must be so.
package enum ContractStep: Sendable {
    /// PgBouncer's two databases here: the name for writes and the name for reads.
    package enum Database: Int, Sendable { case writes, reads }
    /// The two servers, both take writes.
    package enum Server: Int, CaseIterable, Sendable { case first, second }

    // Commands, with what the console says.
    case pause(Database, ConsoleReply)
    case resume(Database, ConsoleReply)
    case kill(Database)
    /// `DISABLE` or `ENABLE`.
    case disable(Database, Bool)
    case reload
    /// `SET query_wait_timeout=1`.
    case shortenPatience
    /// `SET server_login_retry`, to an hour or back to what the file says.
    case setLoginRetry(isLong: Bool)
    /// `SET min_pool_size`, to one connection or none.
    case setMinimum(Bool)
    /// `RESUME` of the database for writes and `SUSPEND`, in one write.
    case endHold
    /// `RESUME` of all, which ends the SUSPEND.
    case resumeAll(ConsoleReply)

    /// Notes the totals of the database for writes.
    case noteTotals

    // The included file, which a RELOAD must read.
    /// PgBouncer's own ini file includes it before everything else; it does so at its end where nothing else is said, as the one of
    /// a managed PgBouncer does.
    case includeFirst
    /// It leads writes to this server from now on, or nowhere.
    /// - Parameter fenced: whether connect_query ends each new server connection there.
    case lead(to: Server?, fenced: Bool = false)
    /// It no longer names the database for writes.
    case removeWrites
    /// It gets a last line that nobody can read.
    case spoilFile
    /// It is gone, until it is written again.
    case loseFile

    // The servers.
    /// All its processes die at once.
    case crash(Server)
    /// It runs again, and lets in whoever comes.
    case start(Server)
    /// All its processes are stopped, and it answers nothing; or they go on.
    case hang(Server, Bool)
    /// It refuses each new connection with an error, or doesn't.
    case turnAway(Server, Bool)

    // Clients of the name for writes, by number: 0 to 3 are connected when a clause begins, others connect when they
    // first ask, and so does whoever was dropped.
    /// Opens a transaction and leaves it open.
    case begin(client: Int)
    /// Ends it with a commit.
    case commit(client: Int)
    /// A transaction of one statement.
    case ask(client: Int)
    /// The same, whether or not PgBouncer reads it.
    case send(client: Int)

    // What must be so soon.
    case isPaused(Database, Bool)
    /// The client's last statement was answered, by this server.
    case isServed(client: Int, by: Server)
    case isWaiting(client: Int)
    /// The client has no answer, and has not lost its connection.
    case isUnanswered(client: Int)
    /// The client has lost its connection.
    case isDropped(client: Int)
    /// It has not.
    case isConnected(client: Int)
    /// Whether the last PAUSE that waited has an answer by now.
    case pauseIsAnswered(Bool)
    /// Whether the pool for writes has server connections there that are logged in.
    case isLinked(to: Server, Bool)
    /// Whether a server connection for writes is being made.
    case isLoggingIn(Bool)
    /// A login for writes has failed since the last thing that was done.
    case loginFails
    /// Whether PgBouncer's totals of the database for writes (SHOW STATS) are other ones than when they were noted.
    case hasCounted(Bool)
    /// Whether clients may wait for longer than a second.
    case isPatient(Bool)
}
