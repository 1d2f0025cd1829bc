import Glibc
import LinuxReactor
import PointsmanConfiguration

/// The word that nobody else uses a folder, kept for as long as this value lives or its process: two agents on one
/// folder would write over each other's files and route each other's pooler.
final class FolderLock: Sendable {
    private let descriptor: Descriptor

    /// Locks the folder itself, so that no file is left behind.
    init(_ folder: String) throws(StartError) {
        do throws(SystemError) {
            descriptor = try Descriptor.folder(folder, links: .followed)
        } catch {
            throw StartError(.noPermission, "\(folder) can't be opened: \(String(cString: strerror(error.code)))")
        }
        // A file system without locks must not keep us from running.
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
        throw StartError(
            .unavailable,
            "another pointsman runs in \(folder): end that one, or give this one folders of its own by STATE_DIRECTORY and "
                + "RUNTIME_DIRECTORY")
    }
}
