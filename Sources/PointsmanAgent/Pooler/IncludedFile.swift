import LinuxReactor
import PointsmanFormats

/// The file of databases before there is a route: PgBouncer does not start without a file that it includes.
enum IncludedFile {
    /// Leaves the file of an earlier agent as it is, so that its last route goes on.
    static func write(_ configuration: Configuration) throws(StartError) {
        do {
            guard try AtomicFile.read(configuration.databasesFile) == nil else { return }
            try AtomicFile.write(try configuration.databasesIni.text(), to: configuration.databasesFile, mode: 0o644)
        } catch let error as IniWriter.Unwritable {
            throw StartError(.configuration, "database_url: \(error.description)")
        } catch {
            throw StartError(.cannotCreate, "\(error)")
        }
    }
}
