import LinuxReactor
import Logging
import PointsmanFormats
import PostgresClient

/// The databases that PgBouncer opens by our line `*`, each when its first client comes. They are held with those for writes,
/// and so are those that come amid a hold: until the next look their first clients are only logging in, to the server that is being
/// left, and the fence is asked there.
@Reactor
final class OtherDatabases {
    private let file: DatabasesFile
    private let login: Login
    private let console: ConsoleConnection
    private let guardian: GuardHandle
    private let house: PoolerHouse?
    private let log: Logger
    private(set) var connections: [PauseConnection] = []
    private var pauses: [Task<Void, any Error>] = []
    private var watch: Task<Void, Never>?

    private static let interval = Duration.milliseconds(20)
    private static let patience = PoolerSession.patience

    /// - Parameter login: the login of the console.
    init(_ file: DatabasesFile, login: Login, guardian: GuardHandle, house: PoolerHouse?, log: Logger) {
        self.file = file
        self.login = login
        self.guardian = guardian
        self.house = house
        self.log = log
        console = ConsoleConnection(login)
    }

    /// Takes those that an earlier agent has left paused.
    func takeHeld(_ names: [String]) async throws(PostgresError) {
        let found = try await PauseConnection.open(for: names, login: login, until: .now + Self.patience)
        found.forEach { $0.takeHeld() }
        connections += found
    }

    /// Sends PAUSE to those that are there, and looks for further ones until ``stop()``.
    func pause() async throws {
        for connection in connections where !connection.isWaiting { begin(connection) }
        try await look()
        guard watch == nil else { return }
        watch = Reactor.task {
            while !Task.isCancelled {
                await Reactor.sleep(until: .now + Self.interval)
                guard !Task.isCancelled else { return }
                do {
                    try await self.look()
                } catch {
                    self.log.debug("the databases of PgBouncer can't be looked at: \(error)")
                }
            }
        }
    }

    /// Suspends until each PAUSE so far has its answer.
    func untilPaused() async throws {
        for pause in pauses { try await pause.value }
    }

    /// Looks for no further ones.
    func stop() async {
        watch?.cancel()
        await watch?.value
        watch = nil
        pauses = []
    }

    /// Takes that these are resumed. The next hold looks for all of them anew.
    func forget(_ resumed: [PauseConnection]) {
        let ended = connections.filter { connection in resumed.contains { $0 === connection } }
        ended.forEach { $0.close() }
        connections.removeAll { connection in ended.contains { $0 === connection } }
    }

    func close() {
        watch?.cancel()
        console.close()
    }

    private func look() async throws {
        let foreign = await Self.foreignNames(house)
        let rows = try await Console(console, patience: Self.patience).rows(DatabaseRow.self).map(\.name)
        let known = connections.flatMap(\.databases)
        let found = file.others(in: rows, besides: foreign ?? Set(rows)).filter { !known.contains($0) }
        guard !found.isEmpty, watch?.isCancelled != true else { return }
        try guardian.hold(found)
        let opened = try await PauseConnection.open(for: found, login: login, until: .now + Self.patience)
        // A look beside this one may have found the same.
        guard !connections.contains(where: { $0.databases.contains(where: found.contains) }) else {
            return opened.forEach { $0.close() }
        }
        connections += opened
        for connection in opened { begin(connection) }
    }

    private func begin(_ connection: PauseConnection) {
        let pause = Reactor.immediateTask { try await connection.pause() }
        pauses.append(pause)
    }

    /// The names of other owners' databases; nil if they can't be told from ours.
    static func foreignNames(_ house: PoolerHouse?) async -> Set<String>? {
        guard let house else { return [] }
        return await house.foreignNames()
    }
}
