import Glibc
import LinuxReactor
import PointsmanConfiguration

/// A lock on a folder, held for as long as this value or its process lives: two agents with one folder would overwrite
/// each other's files and set each other's pooler.
final class FolderLock: Sendable {
    private let descriptor: Descriptor

    /// Locks the folder itself, so that no lock file is left behind.
    init(_ folder: String) throws(StartError) {
        do throws(SystemError) {
            descriptor = try Descriptor.folder(folder, links: .followed)
        } catch {
            throw StartError(.noPermission, "\(folder) can't be opened: \(String(cString: strerror(error.code)))")
        }
        // A file system without locks must not keep the agent from running.
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
        throw StartError(
            .unavailable,
            "another pointsman runs in \(folder): end that one, or give this one folders of its own by state_directory and "
                + "runtime_directory")
    }
}
