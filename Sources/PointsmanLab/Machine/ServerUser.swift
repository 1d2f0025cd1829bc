import Glibc

/// The account that PostgreSQL runs under: it refuses root, who therefore starts it as `postgres`; anybody else runs it
/// as himself.
enum ServerUser {
    /// What stands before a server's command line.
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
}
