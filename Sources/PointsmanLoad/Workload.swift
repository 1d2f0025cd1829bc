package import LinuxReactor
package import PointsmanCore
import PostgresClient

/// Clients that write through the pooler and keep a ledger of each write's result.
///
/// *Writers* keep their connection, pause for ``thinkTime`` after each commit, and reconnect at once if it breaks; they
/// are numbered from
/// 0. *Callers* connect anew for each write; they come after the writers, and count in all figures except those about
///   writers.
@Reactor
package final class Workload {
    /// How a client goes through the connections that it may try.
    package enum Dialing: Sendable {
        /// The one that worked last comes first, and the next one is used if its password is refused.
        case untilPasswordFits
        /// Always in their order, each for so long at most, until one lets the client in: a driver's list of hosts.
        case eachHost(limit: Duration)
    }

    package let writers: Int
    package let callers: Int
    private let table: LedgerTable
    /// The connections to try.
    private var ways: [[(keyword: String, value: String)]]
    /// PgBouncer's names of the one database, which the clients use in turn.
    private let databases: [String]
    private let dialing: Dialing
    private let retryPause: Duration
    private let stopwatch: Stopwatch
    private var isStopping = false
    private var tasks: [Task<Void, Never>] = []
    package private(set) var attempts: [Attempt] = []
    /// The server of each client's latest committed write, and when the client got the answer.
    private var latest: [Int: (mark: ServerMark, at: Instant)] = [:]

    nonisolated static let thinkTime = Duration.milliseconds(5)
    /// The pause between two attempts while none succeeds.
    package nonisolated static let retryPause = Duration.milliseconds(2)
    /// The time limit of a write: longer than any hold.
    package nonisolated static let patience = Duration.seconds(60)

    package init(
        writers: Int, callers: Int = 2, table: LedgerTable, through ways: [[(keyword: String, value: String)]],
        databases: [String] = ["app"], dialing: Dialing = .untilPasswordFits,
        retryPause: Duration = Workload.retryPause, stopwatch: Stopwatch
    ) {
        self.dialing = dialing
        self.retryPause = retryPause
        self.databases = databases
        self.writers = writers
        self.callers = callers
        self.table = table
        self.ways = ways
        self.stopwatch = stopwatch
        attempts.reserveCapacity(50_000)
    }

    package func start() {
        tasks = (0..<writers + callers).map { client in
            Reactor.task { await self.run(client) }
        }
    }

    /// Lets each client finish what it has sent, and returns when all have.
    package func stop() async {
        isStopping = true
        for task in tasks { await task.value }
    }

    /// The present moment, on the clock of the attempts.
    var present: Instant { stopwatch.now }

    /// Whether every writer's latest write was committed by `mark`, not before `moment`.
    package func isBack(at mark: ServerMark, since moment: Instant) -> Bool {
        (0..<writers).allSatisfy { writer in latest[writer].map { $0.mark == mark && $0.at >= moment } ?? false }
    }

    private func run(_ client: Int) async {
        let keepsConnection = client < writers
        var kept: PostgresConnection?
        var number = 0
        while !isStopping {
            let started = stopwatch.now
            let connection: PostgresConnection
            do {
                connection = try await dial(kept, to: databases[client % databases.count])
            } catch {
                note(client, number, started, .failed(Failure(.connect, error)))
                number += 1
                await pause(retryPause)
                continue
            }
            let outcome = await write(client, number, on: connection)
            number += 1
            switch outcome {
            case .acknowledged:
                kept = keepsConnection ? connection : nil
                await pause(Self.thinkTime)
            case .failed(let failure):
                kept = keepsConnection && failure.leavesConnectionUsable ? connection : nil
                await pause(retryPause)
            }
        }
    }

    private func dial(
        _ kept: PostgresConnection?, to database: String
    ) async throws(PostgresError) -> PostgresConnection {
        if let kept { return kept }
        var limit = Self.patience
        var keepsOrder = false
        if case .eachHost(let most) = dialing { (limit, keepsOrder) = (most, true) }
        var last = PostgresError(code: .cancelled, message: "no way in")
        for way in ways {
            do {
                let connection = try await PostgresConnection.connect(
                    way.map { $0.keyword == "dbname" ? (keyword: $0.keyword, value: database) : $0 },
                    until: .now + limit)
                if !keepsOrder, ways.count > 1 { prefer(way) }
                return connection
            } catch {
                last = error
                guard keepsOrder || error.message.contains("authentication failed") else { throw error }
            }
        }
        throw last
    }

    private func prefer(_ way: [(keyword: String, value: String)]) {
        ways = [way] + ways.filter { other in !other.elementsEqual(way) { $0 == $1 } }
    }

    private func write(
        _ client: Int, _ number: Int, on connection: PostgresConnection
    ) async -> Attempt.Outcome {
        let sentAt = stopwatch.now
        let outcome: Attempt.Outcome
        do {
            let results = try await connection.execute(
                table.insertion(writer: client, number: number), until: .now + Self.patience)
            if let mark = ServerMark(results) {
                latest[client] = (mark, stopwatch.now)
                outcome = .acknowledged(mark)
            } else {
                outcome = .failed(Failure(phase: .statement, sqlState: nil, message: "no row returned"))
            }
        } catch {
            outcome = .failed(Failure(.statement, error))
        }
        note(client, number, sentAt, outcome)
        return outcome
    }

    private func note(_ client: Int, _ number: Int, _ sentAt: Instant, _ outcome: Attempt.Outcome) {
        attempts.append(
            Attempt(writer: client, number: number, sentAt: sentAt, endedAt: stopwatch.now, outcome: outcome))
    }

    private func pause(_ duration: Duration) async {
        await Reactor.sleep(until: .now + duration)
    }
}
