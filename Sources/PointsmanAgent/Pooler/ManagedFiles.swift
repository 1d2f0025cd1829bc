import Glibc
import LinuxReactor
import PointsmanFormats

/// What a managed PgBouncer starts from: its ini file, its list of users with a console password of our own, and the file
/// of databases.
struct ManagedFiles {
    let ini: PgBouncerIni
    private let configuration: Configuration
    private let folders: Folders

    init(_ configuration: Configuration, folders: Folders) {
        self.configuration = configuration
        self.folders = folders
        ini = configuration.pgBouncerIni
    }

    /// PgBouncer, under the user that is configured where we are root.
    /// - Parameter program: the path of PgBouncer's program.
    func command(_ program: String) -> ChildProcess.Command {
        let asUser = getuid() == 0 ? ["-u", configuration.poolerUser] : []
        return ChildProcess.Command(
            program, asUser + [ini.path], environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin"])
    }

    /// Whether the operator wants several PgBouncers to have one port.
    var sharesItsPort: Bool {
        ini.entries.contains { $0.key == "so_reuseport" && $0.value != "0" }
    }

    /// Writes the files. They belong to the pooler's user and nobody else reads them: there are passwords inside.
    func write() throws(StartError) -> PoolerWay {
        let owner = try poolerUser()
        try folders.make(configuration.poolerFolder, mode: 0o700, owner: owner)
        let password: Secret
        do {
            password = try consolePassword()
            let users = try configuration.userlist(console: password).text()
            try AtomicFile.write(users, to: ini.userlist, mode: 0o600, owner: owner)
            try AtomicFile.write(try ini.text(), to: ini.path, mode: 0o600, owner: owner)
        } catch let error as IniWriter.Unwritable {
            throw StartError(.configuration, error.description)
        } catch {
            throw StartError(.cannotCreate, "\(error)")
        }
        try IncludedFile.write(configuration)
        return PoolerWay.managed(configuration, consolePassword: password)
    }

    /// Nil where we are not root and PgBouncer runs as we do.
    private func poolerUser() throws(StartError) -> (user: uid_t, group: gid_t)? {
        guard getuid() == 0 else { return nil }
        guard let entry = getpwnam(configuration.poolerUser) else {
            throw StartError(
                .configuration,
                "pooler_user: there is no user \(configuration.poolerUser); PgBouncer refuses to run as root")
        }
        guard entry.pointee.pw_uid != 0 else {
            throw StartError(.configuration, "pooler_user: PgBouncer refuses to run as root; name another user")
        }
        return (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    /// The password of an earlier agent, so that its pooler can be adopted; else a new one.
    private func consolePassword() throws -> Secret {
        if let text = try AtomicFile.read(ini.userlist),
            let left = Userlist(reading: text)?[PgBouncerIni.consoleUser]
        {
            return left
        }
        let bytes = (0..<24).map { _ in UInt8.random(in: .min ... .max) }
        return Secret(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }
}
