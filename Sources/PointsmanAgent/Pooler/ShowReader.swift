import LinuxReactor
import PointsmanFormats
import PostgresClient

/// Reads PgBouncer's own figures on request, over a console connection of its own: the connections of the session must
/// be free for PAUSE at any moment.
///
/// One collection runs at a time, and callers that come meanwhile or soon after share its answers: requests over HTTP
/// must not become load on PgBouncer's only loop.
@Reactor
final class ShowReader {
    private let login: Login
    private var connection: PostgresConnection?
    private var underWay: Task<PoolerAnswers, Never>?
    private var latest: (answers: PoolerAnswers, at: ContinuousClock.Instant)?

    /// The time limit of a collection; figures that have not come by then are missing.
    private static let patience = Duration.seconds(1)
    /// How long answers are shared.
    private static let freshness = Duration.seconds(1)
    /// The most rows of an answer after which the connection is kept: libpq keeps the memory of its longest answer.
    private static let mostRows = 1_000

    /// - Parameter login: the login of the console.
    nonisolated init(console login: Login) {
        self.login = login
    }

    func answers() async -> PoolerAnswers {
        if let underWay { return await underWay.value }
        if let latest, ContinuousClock.now - latest.at < Self.freshness { return latest.answers }
        let task = Reactor.task { await self.collect() }
        underWay = task
        let answers = await task.value
        return answers
    }

    private func collect() async -> PoolerAnswers {
        let began = ContinuousClock.now
        let deadline = began + Self.patience
        var answers = PoolerAnswers()
        // The connection from last time may belong to a PgBouncer that is gone, as the first command shows.
        if connection != nil, await !ask(.version, until: deadline, &answers) { connection = nil }
        if connection == nil { connection = try? await login.connect(until: deadline) }
        for command in ShowCommand.allCases where answers[command] == nil {
            guard await ask(command, until: deadline, &answers) else { break }
        }
        answers.took = .now - began
        if ShowCommand.allCases.contains(where: { (answers[$0]?.rows.count ?? 0) > Self.mostRows }) { connection = nil }
        latest = (answers, .now)
        underWay = nil
        return answers
    }

    /// - Returns: false if the connection can't be used any more.
    private func ask(
        _ command: ShowCommand, until deadline: ContinuousClock.Instant, _ answers: inout PoolerAnswers
    ) async -> Bool {
        guard let connection else { return false }
        do throws(PostgresError) {
            let table = try await connection.execute(command.statement, until: deadline).first
            answers[command] = table.map { ConsoleRows(columns: $0.columns, rows: $0.rows) }
            return true
        } catch {
            // A command that is refused says nothing about the next one.
            if error.code == .server { return true }
            self.connection = nil
            return false
        }
    }
}
