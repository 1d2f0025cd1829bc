import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PostgresClient

/// A poller that tries an INSERT on a server itself every 2 ms, without the pooler, until the server accepts one: that
/// moment is t₁.
@Reactor
final class DirectPoller {
    nonisolated static let interval = Duration.milliseconds(2)

    private let server: [(keyword: String, value: String)]
    /// Its writer number in the ledger: negative, and different for each poller.
    private let writer: Int
    private let table: LedgerTable
    private let stopwatch: Stopwatch
    private var connection: PostgresConnection?
    private var task: Task<Acceptance?, Never>?

    /// The first write that the server accepted.
    struct Acceptance: Sendable {
        let moment: Instant
        let mark: ServerMark
    }

    init(
        _ server: [(keyword: String, value: String)], as writer: Int, table: LedgerTable, stopwatch: Stopwatch
    ) {
        self.server = server
        self.writer = writer
        self.table = table
        self.stopwatch = stopwatch
    }

    /// Connects before the fault if the server exists already, so that polling does not begin with a login.
    func connect() async {
        connection = try? await PostgresConnection.connect(server, until: .now + .seconds(5))
    }

    func start(patience: Duration = .seconds(60)) {
        let deadline = ContinuousClock.now + patience
        task = Reactor.task { await self.poll(until: deadline) }
    }

    /// Waits for the acceptance; nil if it did not come in time.
    func acceptance() async -> Acceptance? {
        await task?.value
    }

    /// Ends the polling.
    func cancel() {
        task?.cancel()
    }

    private func poll(until deadline: ContinuousClock.Instant) async -> Acceptance? {
        var number = 0
        var next = ContinuousClock.now
        while next < deadline, !Task.isCancelled {
            if let mark = await insert(number) { return Acceptance(moment: stopwatch.now, mark: mark) }
            number += 1
            next = max(.now, next + Self.interval)
            await Reactor.sleep(until: next)
        }
        return nil
    }

    private func insert(_ number: Int) async -> ServerMark? {
        do {
            let connection = try await dial()
            self.connection = connection
            return ServerMark(
                try await connection.execute(table.insertion(writer: writer, number: number), until: .now + .seconds(5))
            )
        } catch {
            // 25006: still a standby, but the connection works. After any other error it dials again.
            if error.sqlState != "25006" { connection = nil }
            return nil
        }
    }

    private func dial() async throws(PostgresError) -> PostgresConnection {
        if let connection { return connection }
        return try await PostgresConnection.connect(server, until: .now + .seconds(5))
    }
}
