import Glibc
import LinuxReactor
package import PointsmanConfiguration
import PointsmanFormats
import PostgresClient

/// The hold that an agent has left in PgBouncer: if it died together with its guard, no process ends the hold until the
/// next agent runs. This type talks to the console itself.
package struct OrphanedHold: Sendable {
    private let configuration: Configuration
    private var file: DatabasesFile {
        DatabasesFile(path: configuration.databasesFile, unrouted: configuration.databasesIni)
    }

    package init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Resumes the databases for writes that are paused; may be repeated. A PgBouncer that does not run holds no
    /// client.
    /// - Returns: a sentence that says what was done.
    /// - Throws: a ``StartError``, or the error of the console.
    package func release() async throws -> String {
        try await Reactor.run { try await releaseOnReactor() }
    }

    @Reactor
    private func releaseOnReactor() async throws -> String {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        let all = try PoolerEndpoints.allExisting(configuration)
        guard !all.isEmpty else { return "no PgBouncer was started here; nothing is held" }
        var told: [String] = []
        for (index, endpoints) in all.enumerated() {
            let place = PoolerPlace(number: index + 1, count: all.count)
            let sentence = try await release(endpoints)
            told.append(place.count == 1 ? sentence : "\(place.name): \(sentence)")
        }
        return told.joined(separator: "; ")
    }

    @Reactor
    private func release(_ endpoints: PoolerEndpoints) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(5)
        do throws(PostgresError) {
            let connection = try await PostgresConnection.connect(endpoints.console, until: deadline)
            return try await release(Console(connection, until: deadline))
        } catch {
            if error.systemError == ECONNREFUSED || error.systemError == ENOENT {
                return "PgBouncer does not run; nothing is held"
            }
            throw StartError(
                error.code == .server ? .noPermission : .unavailable,
                "whether clients are held can't be seen: \(endpoints.sentence(about: error, refusal: error.refusal))")
        }
    }

    @Reactor
    private func release(_ console: Console) async throws(PostgresError) -> String {
        var held = try await names(console) { $0.isPaused }
        var refusal: PostgresError?
        for name in held {
            do throws(PostgresError) {
                try await console.tell(.resume(name))
            } catch {
                // The guard may have been quicker: then there is nothing to resume.
                refusal = error
            }
        }
        if let refusal, try await !names(console, where: { $0.isPaused }).isEmpty { throw refusal }
        for name in try await namesAside(console) where try await console.tellTakingRefusal(.resume(name)) {
            held.append(name)
        }
        let shut = try await names(console) { $0.isDisabled }
        // The server that it leads to may be one that must not be written to: only a person may allow that.
        let hint = shut.map { "; \($0) turns clients away until an agent runs, or `\(ConsoleVerb.enable($0).text)`" }
        return (held.isEmpty ? "nothing is held" : "released \(held.joined(separator: ", "))") + hint.joined()
    }

    @Reactor
    private func names(
        _ console: Console, where isWanted: (DatabaseRow) -> Bool
    ) async throws(PostgresError) -> [String] {
        let rows = try await console.rows(DatabaseRow.self)
        let others = await others(in: rows.map(\.name))
        return rows.filter { isWanted($0) && (file.names.contains($0.name) || others.contains($0.name)) }.map(\.name)
    }

    /// Those that `*` has opened and PgBouncer has put aside: whether they are paused is not shown.
    @Reactor
    private func namesAside(_ console: Console) async throws(PostgresError) -> [String] {
        guard file.leadsOthers else { return [] }
        let shown = try await console.rows(DatabaseRow.self).map(\.name)
        return await others(in: try await console.namesAside(from: shown))
    }

    /// Those of `names` that `*` has opened.
    private func others(in names: [String]) async -> [String] {
        file.others(in: names, besides: await foreignNames() ?? Set(names))
    }

    /// Other owners' databases; nil if they can't be told from those that `*` has opened.
    private func foreignNames() async -> Set<String>? {
        guard file.leadsOthers, case .attached(_, let ini) = configuration.pooler else { return [] }
        return await PoolerHouse(names: file.names, ini: ini, included: file.path).foreignNames()
    }

    /// Keeps agents away meanwhile: a RESUME must not end the hold of an agent that runs. Nil if there is no runtime
    /// directory.
    private func lock() throws(StartError) -> FolderLock? {
        let folder = configuration.runtimeDirectory
        guard access(folder, F_OK) == 0 else { return nil }
        do throws(StartError) {
            return try FolderLock(folder)
        } catch {
            guard error.code == .unavailable else { throw error }
            throw StartError(
                .unavailable, "an agent runs in \(folder): `pointsman release` without this option asks it")
        }
    }
}
