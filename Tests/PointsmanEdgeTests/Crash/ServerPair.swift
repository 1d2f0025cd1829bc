import Glibc
import LinuxReactor
import PostgresClient
import TestServers

/// A real primary with a streaming, synchronous standby, brought back to its first state within half a second: both are
/// copies of one stopped cluster.
@Reactor
final class ServerPair {
    nonisolated static let password = "app-secret-7f3a"

    let folder: String
    let ports: (first: UInt16, second: UInt16)
    private var first: ChildProcess?
    private var second: ChildProcess?
    /// Whether nobody was killed or promoted since they were copied.
    private var isUntouched = false
    private static let binaries = "/usr/lib/postgresql/15/bin"

    /// Makes the cluster that both are copied from, in memory where the machine has such a folder.
    init() async throws {
        var template = Array("\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/pointsman-pair-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        ports = (try FreePort.pick(), try FreePort.pick())
        if getuid() == 0, let user = getpwnam("postgres") {
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        try await run([
            "\(Self.binaries)/initdb", "-D", "\(folder)/origin", "-U", "postgres", "-A", "trust", "--no-sync",
            "--no-instructions", "--wal-segsize=1",
        ])
        let server = try start("origin", port: ports.first, [])
        let connection = try await connect(to: ports.first)
        for statement in [
            "CREATE ROLE app LOGIN PASSWORD '\(Self.password)'", "GRANT pg_monitor TO app",
            "CREATE DATABASE app OWNER app",
        ] {
            _ = try await connection.execute(statement, until: .now + .seconds(60))
        }
        let app = try await connect(to: ports.first, database: "app")
        _ = try await app.execute(
            "SET ROLE app; CREATE TABLE ledger (n int NOT NULL)", until: .now + .seconds(60))
        server.signal(SIGINT)
        _ = await server.ended(until: .now + .seconds(60))
    }

    /// Both as at the beginning: the first one primary on timeline 1, the second one its synchronous standby.
    func reset() async throws {
        if isUntouched {
            let app = try await connect(to: ports.first, database: "app")
            _ = try await app.execute("TRUNCATE ledger", until: .now + .seconds(60))
        } else {
            try await restore()
        }
    }

    private func restore() async throws {
        await end()
        try await run(["/bin/rm", "-rf", "\(folder)/first", "\(folder)/second"])
        try await run(["/bin/cp", "-a", "\(folder)/origin", "\(folder)/first"])
        try await run(["/bin/cp", "-a", "\(folder)/origin", "\(folder)/second"])
        try await run(["/usr/bin/touch", "\(folder)/second/standby.signal"])
        first = try start("first", port: ports.first, ["synchronous_standby_names=FIRST 1 (second)"])
        second = try start(
            "second", port: ports.second,
            [
                "primary_conninfo=host=\(folder) port=\(ports.first) user=postgres application_name=second",
                "wal_retrieve_retry_interval=20ms",
            ])
        let primary = try await connect(to: ports.first)
        let question = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        let limit = ContinuousClock.now + .seconds(60)
        while try await primary.execute(question, until: limit)[0].rows != [["1"]], .now < limit {
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
        isUntouched = true
    }

    /// Kills every process of the primary at once.
    func killFirst() async {
        isUntouched = false
        guard let first else { return }
        first.signal(SIGSTOP)
        let children = ProcessFamily.children(of: first.processID)
        first.signal(SIGKILL)
        children.forEach { kill($0, SIGKILL) }
        _ = await first.ended(until: .now + .seconds(60))
        self.first = nil
    }

    /// The old primary comes back where it was, on its old timeline, and commits without its standby.
    func restartFirst() throws {
        first = try start("first", port: ports.first, [])
    }

    /// Asks the standby to become the primary, and does not wait for it.
    func promoteSecond() async throws {
        let connection = try await connect(to: ports.second)
        _ = try await connection.execute("SELECT pg_promote(false)", until: .now + .seconds(60))
    }

    /// Has an archiver stream from the first one until the caller ends it.
    func archiveFirst() async throws -> ChildProcess {
        isUntouched = false
        try await run(["/bin/mkdir", "-p", "\(folder)/archive"])
        let archiver = try spawn([
            "\(Self.binaries)/pg_receivewal", "-h", folder, "-p", "\(ports.first)", "-U", "postgres", "-D",
            "\(folder)/archive",
        ])
        let primary = try await connect(to: ports.first)
        let question = "SELECT count(*) FROM pg_stat_replication WHERE application_name = 'pg_receivewal'"
        let limit = ContinuousClock.now + .seconds(60)
        while try await primary.execute(question, until: limit)[0].rows != [["1"]], .now < limit {
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
        return archiver
    }

    /// A superuser's connection, as soon as the server lets anybody in.
    func connect(to port: UInt16, database: String = "postgres") async throws -> PostgresConnection {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await PostgresConnection.connect(
                    [("host", folder), ("port", "\(port)"), ("user", "postgres"), ("dbname", database)], until: limit)
            } catch {
                if ContinuousClock.now > limit { throw error }
            }
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
    }

    func end() async {
        for server in [first, second] {
            server?.signal(SIGQUIT)
            _ = await server?.ended(until: .now + .seconds(60))
        }
        (first, second) = (nil, nil)
    }

    /// Ends both and removes the folder.
    func remove() async {
        await end()
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
    }

    private func start(_ name: String, port: UInt16, _ settings: [String]) throws -> ChildProcess {
        let own = [
            "listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=\(folder)", "fsync=off",
            "shared_buffers=16MB", "hot_standby=on",
        ]
        return try spawn(
            ["\(Self.binaries)/postgres", "-D", "\(folder)/\(name)"] + (own + settings).flatMap { ["-c", $0] })
    }

    private func run(_ words: [String]) async throws {
        guard try await spawn(words).ended(until: .now + .seconds(120)) == 0 else {
            throw SystemError(call: "\(words[0]), see \(folder)/log", code: EIO)
        }
    }

    /// PostgreSQL refuses to run as root: root does all of it as `postgres`.
    private func spawn(_ words: [String]) throws -> ChildProcess {
        let log = open("\(folder)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        defer { close(log) }
        let asUser = getuid() == 0 ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"] : []
        let all = asUser + words
        return try ChildProcess(
            .init(
                all[0], Array(all.dropFirst()), environment: ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"],
                descriptors: [nil, log, log]))
    }
}
