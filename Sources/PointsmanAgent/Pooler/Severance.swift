import Glibc
import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Cuts the connections that still hang on the servers of a route that is being left, so that its PAUSE can end: the
/// least harmful method first, the next one if that was not enough. A cancel request is never used: a backend that is
/// cancelled while it waits for synchronous replication reports its commit as a success.
@Reactor
struct Severance {
    /// The methods, each more harmful than the one before.
    enum Method: CaseIterable {
        /// The kernel resets just those connections: only their transactions fail. Takes CAP_NET_ADMIN in PgBouncer's
        /// network namespace.
        case sockets
        /// Copies of PgBouncer's own descriptors are shut down, with the same effect. Takes the same user as PgBouncer,
        /// unless something forbids it (``CopyRefusal``).
        case descriptors
        /// PgBouncer ends just the clients that use those connections. From 1.24 on.
        case clients
        /// PgBouncer ends the transactions of idle clients, within a turn of its janitor (a third of a second). The
        /// setting applies to all databases, so this method is left out if PgBouncer has databases of other owners.
        case idleTimeout
        /// PgBouncer drops every client of the database, including those that merely wait.
        case kill
    }

    /// The result of one method.
    private struct Attempt {
        /// A description for the log.
        var words: String
        /// How long PgBouncer takes at most to notice; zero if nothing was done, so that there is nothing to wait for.
        var patience: Duration
    }

    var methods = Method.allCases
    let databases: [String]
    let means: SeveranceMeans
    let log: Logger
    let console: Console
    /// Whether every PAUSE has been answered, so that no connection hangs any more.
    let isDone: @Reactor () -> Bool
    /// Whether PgBouncer has no databases of other owners.
    var isAlone: @Reactor () async throws(PostgresError) -> Bool = { () throws(PostgresError) in true }
    /// Has this command sent should this process die; nil is none.
    var undo: @Reactor (_ key: String, _ command: String?) -> Void = { _, _ in }

    /// How long PgBouncer may take to notice a cut, however busy it is.
    private static let patience = Duration.seconds(2)
    /// The longest time for the search for descriptors.
    private static let searchLimit = Duration.milliseconds(500)

    func perform() async throws {
        for method in methods where !isDone() {
            let attempt = try await apply(method)
            guard attempt.patience > .zero else {
                log.debug("what hangs on the old server can't be cut so: \(attempt.words)")
                continue
            }
            await untilDone(within: attempt.patience)
            // PgBouncer's answer to KILL says that all is cut.
            guard isDone() || method == .kill else {
                log.warning("what hangs on the old server goes on, in spite of \(attempt.words)")
                continue
            }
            log.notice("cut what hung on the old server: \(attempt.words)")
        }
    }

    private func apply(_ method: Method) async throws -> Attempt {
        switch method {
        case .sockets: return try await resetSockets()
        case .descriptors: return try await shutDownDescriptors()
        case .clients: return try await killClients()
        case .idleTimeout:
            guard try await isAlone() else {
                return Attempt(
                    words: "an idle_transaction_timeout would end other databases' transactions, too", patience: .zero)
            }
            // The setting's own 0.2 s, and two turns of the janitor.
            try await withShortIdleTimeout { await untilDone(within: .milliseconds(900)) }
            return Attempt(words: "an idle_transaction_timeout for a moment", patience: .nanoseconds(1))
        case .kill:
            for database in databases { try await console.tell(.kill(database)) }
            return Attempt(words: "a KILL, which drops the clients that wait, too", patience: .nanoseconds(1))
        }
    }

    private func untilDone(within patience: Duration) async {
        let limit = ContinuousClock.now + patience
        while !isDone(), .now < limit { await Reactor.sleep(until: .now + .microseconds(500)) }
    }

    private func resetSockets() async throws -> Attempt {
        guard !means.refusesResets else {
            return Attempt(words: "the kernel resets nothing without CAP_NET_ADMIN", patience: .zero)
        }
        var count = 0
        var failure: SystemError?
        for server in try await servers() {
            do throws(SystemError) {
                try TCPLink(server).destroy()
                count += 1
            } catch {
                // A connection that is gone meanwhile, or in another network namespace, is no failure of this method.
                if error.code != ENOENT { failure = error }
            }
        }
        let hint = failure.map { "; of others: \($0)\($0.code == EPERM ? " (takes CAP_NET_ADMIN)" : "")" } ?? ""
        return Attempt(words: "\(count) connections reset\(hint)", patience: count == 0 ? .zero : Self.patience)
    }

    private func shutDownDescriptors() async throws -> Attempt {
        guard let descriptors = means.descriptors else {
            return Attempt(words: "no copies of PgBouncer's descriptors are to be had", patience: .zero)
        }
        let links = try await servers().map { TCPLink($0) }
        let limit = ContinuousClock.now + Self.searchLimit
        let cut = await offReactor { descriptors.shutDown(links, until: limit) }
        let hint = cut.failure.map { "; then: \($0)" } ?? ""
        return Attempt(
            words: "\(cut.count) connections shut down by copies of their descriptors\(hint)",
            patience: cut.count == 0 ? .zero : Self.patience)
    }

    /// Ends the clients that use a server connection of ours; clients that wait use none.
    private func killClients() async throws -> Attempt {
        let pointers = Set(try await servers().map(\.pointer))
        let stuck = try await console.rows(ClientRow.self).filter { $0.server.map(pointers.contains) ?? false }
        for client in stuck { try await console.tellTakingRefusal(.killClient(client.id)) }
        return Attempt(
            words: "KILL_CLIENT of \(stuck.count) clients", patience: stuck.isEmpty ? .zero : Self.patience)
    }

    /// The server connections of the databases.
    private func servers() async throws -> [ServerRow] {
        try await console.rows(ServerRow.self).filter { databases.contains($0.database) }
    }

    /// Uses idle_transaction_timeout for a moment. query_timeout counts from a query's arrival, and would fail the
    /// clients that wait.
    private func withShortIdleTimeout(_ body: @Reactor () async -> Void) async throws {
        let key = "idle_transaction_timeout"
        let reset = ConsoleVerb.set(key, to: try await console.setting(key) ?? "0")
        undo(key, reset.text)
        try await console.tell(.set(key, to: "0.2"))
        await body()
        try await console.tell(reset)
        undo(key, nil)
    }
}

extension TCPLink {
    /// The link of a server connection, as the kernel names it.
    fileprivate init(_ server: ServerRow) {
        self.init(local: End(server.local), remote: End(server.server))
    }
}

extension TCPLink.End {
    /// The end of a link, as the kernel names it.
    fileprivate init(_ place: MemberID) {
        self.init(address: place.address.bytes, port: place.port)
    }
}
