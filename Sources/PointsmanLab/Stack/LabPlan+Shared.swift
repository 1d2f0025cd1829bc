import Glibc
import LinuxReactor

extension LabPlan {
    /// The plan of the lab in `folder`, made by the first of several processes.
    package static func shared(in folder: String) async throws(LabError) -> LabPlan {
        try Folder.make(folder)
        let lock = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw LabError("\(folder)/lock can't be opened: \(String(cString: strerror(errno)))") }
        defer { close(lock) }
        _ = await offReactor { flock(lock, LOCK_EX) }
        if let plan = read(from: folder) { return plan }
        return try make(in: folder)
    }
}
