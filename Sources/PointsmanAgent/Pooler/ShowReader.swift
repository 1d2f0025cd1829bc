import LinuxReactor
import PointsmanFormats
import PostgresClient

/// Reads PgBouncer's own figures when somebody asks for them, over a console connection of its own: those of the session
/// must be free for PAUSE at any moment.
///
/// One collection runs at a time, whoever asks meanwhile gets its answers, and so does who asks soon after: what anybody
/// may ask for over HTTP must not become load on PgBouncer's only loop.
@Reactor
final class ShowReader {
    private let login: Login
    private var connection: PostgresConnection?
    private var underWay: Task<PoolerAnswers, Never>?
    private var latest: (answers: PoolerAnswers, at: ContinuousClock.Instant)?

    /// How long a collection may take; what has not been answered by then is missing.
    private static let patience = Duration.seconds(1)
    /// How long answers are shared.
    private static let freshness = Duration.seconds(1)
    /// After an answer of more rows the connection is given up: libpq keeps the memory that its longest answer took.
    private static let mostRows = 1_000

    /// - Parameter login: how the console is reached.
    nonisolated init(console login: Login) {
        self.login = login
    }

    func answers() async -> PoolerAnswers {
        if let underWay { return await underWay.value }
        if let latest, ContinuousClock.now - latest.at < Self.freshness { return latest.answers }
        let task = Task { @Reactor in await self.collect() }
        underWay = task
        let answers = await task.value
        return answers
    }

    private func collect() async -> PoolerAnswers {
        let began = ContinuousClock.now
        let deadline = began + Self.patience
        var answers = PoolerAnswers()
        // The connection of the last time may be one to a PgBouncer that is gone: that is known by the first command.
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

    /// - Returns: false where the connection is of no more use.
    private func ask(
        _ command: ShowCommand, until deadline: ContinuousClock.Instant, _ answers: inout PoolerAnswers
    ) async -> Bool {
        guard let connection else { return false }
        do throws(PostgresError) {
            let table = try await connection.execute(command.statement, until: deadline).first
            answers[command] = table.map { ConsoleRows(columns: $0.columns, rows: $0.rows) }
            return true
        } catch {
            // A command that is refused says nothing of the next one.
            if error.code == .server { return true }
            self.connection = nil
            return false
        }
    }
}
