import LinuxReactor
import PointsmanFormats
import PostgresClient

/// The primary's free connections, and its work for others. Any role may ask for them.
struct BenchRoom: Equatable {
    let free: Int
    let commits: Int

    /// pg_stat_database counts the sessions of every role; pg_stat_activity does not show all of them to every role.
    private static let question = """
        SELECT pg_catalog.current_setting('max_connections')::int - \(ConnectionRoom.reserved) AS room,
            (SELECT pg_catalog.sum(numbackends) FROM pg_catalog.pg_stat_database WHERE datid > 0) AS used,
            (SELECT pg_catalog.sum(xact_commit) FROM pg_catalog.pg_stat_database) AS commits,
            \(ConnectionRoom.limit) AS fewer
        """
    /// The span of the measurement: sessions report their counts at most once a second (manual, 28.2.2).
    private static let span = Duration.seconds(2)

    @Reactor
    static func look(_ connection: PostgresConnection) async throws(PostgresError) -> BenchRoom {
        let before = try await number("commits", of: ask(connection))
        await Reactor.sleep(until: .now + span)
        let answer = try await ask(connection)
        let commits = try number("commits", of: answer) - before
        let free = try number("room", of: answer) - number("used", of: answer)
        let fewer = answer.value("fewer").flatMap { Int($0) } ?? .max
        return BenchRoom(free: max(0, min(free, fewer)), commits: max(0, commits / 2))
    }

    @Reactor
    private static func ask(_ connection: PostgresConnection) async throws(PostgresError) -> ResultSet {
        let results = try await connection.execute(question, until: .now + Doctor.patience)
        guard let table = results.last else { throw unreadable }
        return table
    }

    private static func number(_ column: String, of answer: ResultSet) throws(PostgresError) -> Int {
        guard let number = answer.value(column).flatMap({ Int($0) }) else { throw unreadable }
        return number
    }

    private static let unreadable = PostgresError(code: .server, message: "the primary's counts can't be read")
}
