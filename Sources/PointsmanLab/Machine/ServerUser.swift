import Glibc

/// The account of PostgreSQL, which refuses root: root starts it as `postgres`, any other user under the same account.
enum ServerUser {
    /// The words before a server's command line.
    static let prefix =
        getuid() == 0 ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"] : []

    /// Gives the file or folder to that account.
    static func own(_ path: String) throws(LabError) {
        guard getuid() == 0 else { return }
        guard let account = getpwnam("postgres") else {
            throw LabError("there is no account `postgres` for the servers; checks/install installs PostgreSQL 15")
        }
        guard chown(path, account.pointee.pw_uid, account.pointee.pw_gid) == 0 else {
            throw LabError("\(path) can't be given to postgres: \(String(cString: strerror(errno)))")
        }
    }

    /// The first folder on the way to `path` that this account may not pass through; nil if it can reach the path. A
    /// missing folder blocks nothing.
    static func closedFolder(above path: String) -> String? {
        guard getuid() == 0, let account = getpwnam("postgres") else { return nil }
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: "/") {
            end = path.index(after: slash)
            let folder = slash == path.startIndex ? "/" : String(path[..<slash])
            var status = stat()
            guard stat(folder, &status) == 0 else { continue }
            let isOwn = status.st_uid == account.pointee.pw_uid
            if status.st_mode & (isOwn ? S_IXUSR : S_IXOTH) == 0 { return folder }
        }
        return nil
    }
}
