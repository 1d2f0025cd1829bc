import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PostgresClient

/// The files that a managed PgBouncer starts from: its ini file, its list of users with a console password of the
/// agent's, and the file of databases.
struct ManagedFiles {
    let ini: PgBouncerIni
    let configuration: Configuration
    private let folders: Folders
    let process: Int
    /// The folder of the PgBouncer with which the configuration is tried.
    private let trialFolder: String
    /// The most processes.
    static let most = 64

    /// - Parameters:
    ///   - process: which of several processes, from 1.
    ///   - version: PgBouncer's release; nil if it is not known.
    ///   - trialFolder: nil for the agent's own.
    init(
        _ configuration: Configuration, folders: Folders, process: Int = 1, version: PgBouncerVersion? = nil,
        trialFolder: String? = nil
    ) {
        self.configuration = configuration
        self.folders = folders
        self.process = process
        self.trialFolder = trialFolder ?? configuration.trialFolder
        var ini = configuration.pgBouncerIni(of: process)
        ini.group?.hasPeers = version.map { $0 >= .hasPeers } ?? false
        self.ini = ini
    }

    /// Those of all processes.
    static func all(
        _ configuration: Configuration, folders: Folders, version: PgBouncerVersion?
    ) -> [ManagedFiles] {
        (1...configuration.poolerProcesses).map {
            ManagedFiles(configuration, folders: folders, process: $0, version: version)
        }
    }

    /// Whether the PgBouncer that runs was started to share its port, by its file, which is not written anew yet.
    var sharesItsPortNow: Bool {
        let document = IniReader.read(ini.path, load: Disk.load)
        return document.entries(of: "pgbouncer").contains { $0.key == "so_reuseport" && !PgBouncerKey.isOff($0.value) }
    }

    /// The command that starts PgBouncer, as the configured user if the agent is root.
    /// - Parameters:
    ///   - program: the path of PgBouncer's program.
    ///   - ini: the ini file that it reads; nil for its own.
    func command(_ program: String, on ini: PgBouncerIni? = nil) -> ChildProcess.Command {
        let asUser = getuid() == 0 ? ["-u", configuration.poolerUser] : []
        return ChildProcess.Command(
            program, asUser + [(ini ?? self.ini).path],
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin"])
    }

    /// The process of the PgBouncer that an earlier agent has left: the one in the pid file, if its command line names
    /// our ini file; nil otherwise.
    var running: Int32? {
        guard let text = try? AtomicFile.read(ini.pidFile),
            let processID = Int32(text.split(whereSeparator: \.isWhitespace).first ?? ""),
            let words = try? AtomicFile.read("/proc/\(processID)/cmdline"),
            words.split(separator: "\0").last.map(String.init) == ini.path
        else { return nil }
        return processID
    }

    /// Whether a PgBouncer that an earlier agent has left answers on its console although its process can't be seen: in
    /// another PID or user namespace. The console's password is in a file of ours, so no other PgBouncer accepts it.
    @Reactor
    func answers() async -> Bool {
        guard let endpoints = try? PoolerEndpoints.existing(configuration, process: process) else { return false }
        let console = try? await PostgresConnection.connect(endpoints.console, until: .now + .seconds(1))
        return console != nil
    }

    /// Whether the operator wants several PgBouncers to share one port.
    var sharesItsPort: Bool {
        ini.entries.contains { $0.key == "so_reuseport" && !PgBouncerKey.isOff($0.value) }
    }

    /// Writes the files. They belong to the pooler's user and no other user can read them, since they contain
    /// passwords.
    func write() throws(StartError) -> PoolerEndpoints {
        let password = try write(ini) { try consolePassword() }
        try IncludedFile.write(configuration, owner: poolerUser())
        return PoolerEndpoints.managed(configuration, consolePassword: password, process: process)
    }

    /// The files that PgBouncer reads, except the databases: its ini file, its users, certificates and the like.
    var inputs: [String] {
        [ini.path] + ini.entries.filter { $0.key.hasSuffix("_file") && $0.value.hasPrefix("/") }.map(\.value)
    }

    /// Replaces the files of a running PgBouncer: both, or neither if one of them can't be written.
    func replace() throws(StartError) -> PoolerEndpoints {
        let owner = try poolerUser()
        let before = [ini.userlist, ini.path].map { path in (path: path, text: (try? AtomicFile.read(path)) ?? nil) }
        do throws(StartError) {
            return try write()
        } catch {
            for case (let path, let text?) in before {
                try? AtomicFile.write(text, to: path, mode: 0o600, owner: owner)
            }
            throw error
        }
    }

    /// Writes the files of a PgBouncer that leads nowhere and that no client can reach: the configuration is tried with
    /// it before any file of the real one is touched.
    func writeTrial() throws(StartError) -> PgBouncerIni {
        var trial = ini
        trial.listenAddress = ""
        // The port becomes the socket's name only. It is short since the folder's path may be near the limit of 107
        // bytes.
        trial.listenPort = 1
        trial.folder = trialFolder
        trial.socketFolder = nil
        trial.databasesFile = "\(trial.folder)/databases.ini"
        let databases = try IncludedFile.unrouted(configuration)
        try write(trial, including: databases) { Secret("") }
        return trial
    }

    /// Removes the files that a trial has left.
    func removeTrial() {
        let folder = trialFolder
        for name in ["pgbouncer.ini", "userlist.txt", "databases.ini", "pgbouncer.pid", ".s.PGSQL.1", "resolv.conf"] {
            unlink("\(folder)/\(name)")
        }
        rmdir(folder)
    }

    @discardableResult
    private func write(
        _ ini: PgBouncerIni, including databases: String? = nil, console: () throws -> Secret
    ) throws(StartError) -> Secret {
        let owner = try poolerUser()
        try folders.make(ini.folder, mode: 0o700, owner: owner)
        do {
            let password = try console()
            let users = try configuration.userlist(console: password).text(for: configuration.poolerRelease)
            try AtomicFile.write(users, to: ini.userlist, mode: 0o600, owner: owner)
            if let text = ini.resolverText {
                try AtomicFile.write(text, to: ini.resolverFile, mode: 0o644, owner: owner)
            }
            try AtomicFile.write(try ini.text(), to: ini.path, mode: 0o600, owner: owner)
            if let databases {
                try AtomicFile.write(databases, to: ini.databasesFile, mode: 0o600, owner: owner)
            }
            return password
        } catch let error as IniWriter.Unwritable {
            throw StartError(.configuration, error.description)
        } catch {
            throw StartError(.cannotCreate, "\(error)")
        }
    }

    /// The user that PgBouncer runs as; nil if the agent is not root, since PgBouncer then runs as the agent does.
    func poolerUser() throws(StartError) -> FileOwner? {
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

    /// The password of an earlier agent, so that its pooler can be adopted; a new one if there is none.
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
