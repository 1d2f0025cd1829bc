import Glibc
import LinuxReactor

/// The word that nobody else uses a folder, kept for as long as this value lives or its process: two agents on one
/// folder would write over each other's files and route each other's pooler.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Locks the folder itself, so that no file is left behind.
    init(_ folder: String) throws(StartError) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StartError(.noPermission, "\(folder) can't be opened: \(String(cString: strerror(errno)))")
        }
        // A file system without locks must not keep us from running.
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
        close(descriptor)
        throw StartError(
            .unavailable,
            "another pointsman runs in \(folder): end that one, or give this one folders of its own by STATE_DIRECTORY and "
                + "RUNTIME_DIRECTORY")
    }

    deinit {
        close(descriptor)
    }
}
