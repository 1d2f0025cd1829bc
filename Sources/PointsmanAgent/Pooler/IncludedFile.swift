import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats

/// The file of databases before there is a route: PgBouncer does not start without a file that it includes.
enum IncludedFile {
    /// Leaves the file of an earlier agent as it is, so that its last route goes on; not one that is damaged, with which
    /// PgBouncer would never start.
    static func write(_ configuration: Configuration) throws(StartError) {
        do {
            let isThere = try AtomicFile.read(configuration.databasesFile) != nil
            let issues = isThere ? IniReader.read(configuration.databasesFile, load: Disk.load).issues : []
            guard !isThere || !issues.isEmpty else { return }
            try AtomicFile.write(unrouted(configuration), to: configuration.databasesFile, mode: 0o644)
        } catch {
            throw error as? StartError ?? StartError(.cannotCreate, "\(error)")
        }
    }

    /// The file's text without a route.
    static func unrouted(_ configuration: Configuration) throws(StartError) -> String {
        do {
            return try configuration.databasesIni.text()
        } catch {
            throw StartError(.configuration, "database_url: \(error.description)")
        }
    }
}
