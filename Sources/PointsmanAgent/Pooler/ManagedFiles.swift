import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanFormats

/// What a managed PgBouncer starts from: its ini file, its list of users with a console password of our own, and an
/// include file that is never missing.
struct ManagedFiles {
    let iniFile: String
    let pidFile: String
    let command: ChildProcess.Command
    /// How to reach its console, in libpq's keywords.
    let console: [(keyword: String, value: String)]

    static let consoleUser = "pointsman"

    /// Writes the files. Throws where the user that PgBouncer is to run under is unknown, or a file can't be written.
    init(_ configuration: Configuration, folders: Folders) throws {
        let owner = try Self.owner(configuration.poolerUser)
        let folder = try folders.makePoolerFolder(for: owner)
        iniFile = "\(folder)/pgbouncer.ini"
        pidFile = "\(folder)/pgbouncer.pid"
        let password = try Self.consolePassword("\(folders.runtime)/console.password")

        let ini = PgBouncerIni(configuration, folders: folders, consoleUser: Self.consoleUser)
        let users = Userlist([
            (configuration.database.user, configuration.database.password ?? Secret("")), (Self.consoleUser, password),
        ])
        try AtomicFile.write(users.text, to: "\(folder)/userlist.txt", mode: 0o600, owner: owner)
        try AtomicFile.write(ini.text, to: iniFile, mode: 0o600, owner: owner)
        if try AtomicFile.read(folders.databasesIni) == nil {
            try AtomicFile.write(DatabasesIni.text([]), to: folders.databasesIni, mode: 0o644)
        }
        let asUser = owner == nil ? [] : ["-u", configuration.poolerUser]
        command = ChildProcess.Command(
            "pgbouncer", asUser + [iniFile], environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
            descriptors: [nil, nil, 2])
        console = [
            ("host", configuration.poolerListen.address.description),
            ("port", String(configuration.poolerListen.port)), ("user", Self.consoleUser),
            ("password", password.reveal()), ("dbname", "pgbouncer"), ("sslmode", "disable"), ("gssencmode", "disable"),
        ]
    }

    /// Whom the files belong to; nil where we are not root and PgBouncer runs as we do.
    private static func owner(_ user: String) throws(ConsoleError) -> (user: uid_t, group: gid_t)? {
        guard getuid() == 0 else { return nil }
        guard let entry = getpwnam(user) else {
            throw ConsoleError("pooler_user: there is no user \(user); PgBouncer must not run as root")
        }
        return (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    /// The password that an earlier agent has left, so that its pooler can be adopted; else a new one.
    private static func consolePassword(_ path: String) throws -> Secret {
        if let left = try AtomicFile.read(path), !left.isEmpty { return Secret(left) }
        let bytes = (0..<24).map { _ in UInt8.random(in: .min ... .max) }
        let password = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        try AtomicFile.write(password, to: path, mode: 0o600)
        return Secret(password)
    }
}
