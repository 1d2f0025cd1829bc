import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PostgresClient

extension ManagedFiles {
    /// The release that a managed PgBouncer's file is for; nil if it is not known, or if PgBouncer is the operator's.
    @Reactor
    static func release(
        for configuration: Configuration, _ folders: Folders
    ) async throws(StartError) -> PgBouncerVersion? {
        guard configuration.pooler == .managed else { return nil }
        let program = try PoolerProgram.path(in: PoolerProgram.searchPath)
        return await ManagedFiles(configuration, folders: folders).release(of: program)
    }

    /// The release of which our file may have keys: the installed program's. If PgBouncer runs already, it may be an older
    /// one, whose package was upgraded since: it reads the file again at the next RELOAD, and would refuse all of it for one
    /// key that it does not know. So the file that it has keeps its keys.
    @Reactor
    private func release(of program: String) async -> PgBouncerVersion? {
        let installed = await PoolerProgram.version(of: program)
        guard running != nil ? true : await answers() else { return installed }
        guard let text = try? AtomicFile.read(ini.path) else { return installed }
        guard text.split(separator: "\n").contains(where: { $0.hasPrefix("\(PgBouncerDefaults.preparedStatements) ") })
        else { return nil }
        return max(.carriesPrepared, await shownVersion() ?? .carriesPrepared)
    }

    /// The release of the PgBouncer that runs, by its console; nil if that does not answer.
    @Reactor
    private func shownVersion() async -> PgBouncerVersion? {
        let limit = ContinuousClock.now + .seconds(1)
        guard let endpoints = try? PoolerEndpoints.existing(configuration, process: process),
            let connection = try? await PostgresConnection.connect(endpoints.console, until: limit)
        else { return nil }
        let shown = try? await Console(connection, until: limit).records(.version)
        return shown?.first.flatMap { PgBouncerVersion(row: $0) }
    }
}
