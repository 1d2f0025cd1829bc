import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Cuts what still hangs on the servers of a route that is being left, so that its PAUSE can end: the least harmful way
/// first, the next where that one has not done it. Never by a cancel request: a backend that is cancelled while it
/// waits for synchronous replication reports its commit as a success.
@Reactor
struct Severance {
    /// The ways, each more harmful than the one before it.
    enum Rung: CaseIterable {
        /// The kernel resets just those connections: only their transactions fail. Takes CAP_NET_ADMIN in PgBouncer's
        /// network namespace.
        case sockets
        /// PgBouncer ends the transactions whose clients are idle, within a turn of its janitor (a third of a second);
        /// those of other databases too, where they have been idle for longer than 0.2 s.
        case idleTimeout
        /// PgBouncer drops every client of the database, also those that merely wait.
        case kill
    }

    var rungs = Rung.allCases
    let databases: [String]
    let log: Logger
    /// Asks PgBouncer's console.
    let ask: @Reactor (String) async throws(PostgresError) -> [ResultSet]
    /// Whether every PAUSE has been answered, so that nothing hangs any more.
    let isDone: @Reactor () -> Bool

    func perform() async throws {
        for rung in rungs where !isDone() {
            let what = try await apply(rung)
            // Where PgBouncer kills, its answer says that all is cut.
            guard isDone() || rung == .kill else {
                log.warning("what hangs on the old server goes on, in spite of \(what)")
                continue
            }
            log.notice("cut what hung on the old server: \(what)")
        }
    }

    /// - Returns: what was done, in words.
    private func apply(_ rung: Rung) async throws -> String {
        switch rung {
        case .sockets:
            let cut = try await destroySockets()
            // What was reset is on its way to PgBouncer, however busy that is.
            await untilDone(within: cut.isComplete ? .seconds(2) : .milliseconds(100))
            return cut.words
        case .idleTimeout:
            // Its own 0.2 s, and two turns of the janitor.
            try await withShortIdleTimeout { await untilDone(within: .milliseconds(900)) }
            return "an idle_transaction_timeout for a moment"
        case .kill:
            for database in databases { _ = try await ask("KILL \(ConsoleText.quoted(database))") }
            return "a KILL, which drops the clients that wait, too"
        }
    }

    private func untilDone(within patience: Duration) async {
        let limit = ContinuousClock.now + patience
        while !isDone(), .now < limit { await Reactor.sleep(until: .now + .microseconds(500)) }
    }

    private func destroySockets() async throws -> (words: String, isComplete: Bool) {
        guard let table = try await ask("SHOW SERVERS").first else { return ("no server connection is shown", false) }
        let servers = table.rows.indices.compactMap { index in ShownServer { table.value($0, row: index) } }
            .filter { databases.contains($0.database) }
        var failure: SystemError?
        for server in servers {
            do {
                try TCPLink(local: .init(server.local), remote: .init(server.server)).destroy()
            } catch {
                failure = error
            }
        }
        guard let failure else { return ("\(servers.count) connections reset", !servers.isEmpty) }
        return ("resetting \(servers.count) connections: \(failure) (needs CAP_NET_ADMIN)", false)
    }

    /// Not query_timeout, which counts from a query's arrival and so fails the clients that wait.
    private func withShortIdleTimeout(_ body: @Reactor () async -> Void) async throws {
        let key = "idle_transaction_timeout"
        let table = try await ask("SHOW CONFIG").first
        let row = table?.rows.indices.first { table?.value("key", row: $0) == key }
        let before = row.flatMap { table?.value("value", row: $0) } ?? "0"
        _ = try await ask("SET \(key)='0.2'")
        await body()
        _ = try await ask("SET \(key)='\(before)'")
    }
}

extension TCPLink.End {
    /// The place as the kernel takes it.
    fileprivate init(_ place: MemberID) {
        self.init(address: place.address.bytes, port: place.port)
    }
}
