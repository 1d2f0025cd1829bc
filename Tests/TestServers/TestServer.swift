import Glibc
package import LinuxReactor
package import PostgresClient

/// A PostgreSQL of a test's own: in a folder of its own, reached over a Unix socket only, stopped by process id.
@Reactor
package final class TestServer {
    package let folder: String
    /// Where it also listens on ``hosts``; nil for the Unix socket only.
    private let tcpPort: UInt16?
    /// As `listen_addresses` has them.
    private var hosts: String
    private static let standardHosts = "127.0.0.1,::1"
    package private(set) var process: ChildProcess
    /// Debian's, or those of another release: POINTSMAN_TEST_SERVER names their folder.
    private static let binaries =
        getenv("POINTSMAN_TEST_SERVER").map { String(cString: $0) } ?? "/usr/lib/postgresql/15/bin"

    /// Creates the cluster and starts it.
    package init(tcpPort: UInt16? = nil) async throws {
        self.tcpPort = tcpPort
        hosts = Self.standardHosts
        folder = try Self.makeFolder()
        let initdb = try Self.start(
            "\(Self.binaries)/initdb",
            ["-D", "\(folder)/data", "-U", "postgres", "-A", "trust", "--no-sync", "--no-instructions"], folder)
        guard await initdb.ended(until: .now + .seconds(120)) == 0 else {
            throw SystemError(call: "initdb in \(folder)", code: EIO)
        }
        process = try Self.startServer(folder, self.hosts, tcpPort)
    }

    /// Copies `other` as it is now, and starts the copy: a second primary on the same timeline of the same cluster.
    package init(copyOf other: TestServer, tcpPort: UInt16, hosts: String? = nil) async throws {
        self.tcpPort = tcpPort
        self.hosts = hosts ?? Self.standardHosts
        folder = try Self.makeFolder()
        let copy = try Self.start(
            "\(Self.binaries)/pg_basebackup",
            [
                "-D", "\(folder)/data", "-h", other.folder, "-p", String(other.tcpPort ?? 5432), "-U", "postgres", "-c",
                "fast", "--no-sync",
            ], folder)
        guard await copy.ended(until: .now + .seconds(120)) == 0 else {
            throw SystemError(call: "pg_basebackup into \(folder)", code: EIO)
        }
        process = try Self.startServer(folder, self.hosts, tcpPort)
    }

    /// Starts one of PostgreSQL's own clients against this server, as its superuser; the caller ends it.
    package func client(_ program: String, _ arguments: [String]) throws -> ChildProcess {
        try Self.start(
            "\(Self.binaries)/\(program)", ["-h", folder, "-p", String(tcpPort ?? 5432), "-U", "postgres"] + arguments,
            folder)
    }

    /// Starts the server again after it was stopped.
    package func restart() throws {
        // Those of a server that was killed name a process that may be another one by now.
        unlink("\(folder)/data/postmaster.pid")
        unlink("\(folder)/.s.PGSQL.\(tcpPort ?? 5432).lock")
        process = try Self.startServer(folder, self.hosts, tcpPort)
    }

    /// Stops it and starts it again at other addresses.
    package func move(to hosts: String) async throws {
        process.signal(SIGINT)
        _ = await process.ended(until: .now + .seconds(60))
        self.hosts = hosts
        process = try Self.startServer(folder, hosts, tcpPort)
    }

    /// Stops it and starts it again as a standby that follows nobody, until it is promoted.
    /// - Parameter command: its `recovery_end_command`, for which a promotion waits.
    package func becomeStandby(endingWith command: String = "") async throws {
        process.signal(SIGINT)
        _ = await process.ended(until: .now + .seconds(60))
        let signal = "\(folder)/data/standby.signal"
        let file = open(signal, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError(call: "open \(signal)", code: errno) }
        close(file)
        if getuid() == 0, let user = getpwnam("postgres") { chown(signal, user.pointee.pw_uid, user.pointee.pw_gid) }
        process = try Self.startServer(folder, hosts, tcpPort, settings: ["recovery_end_command=\(command)"])
    }

    /// Has it, a standby, stream from `primary`.
    package func stream(from primary: TestServer) async throws {
        let connection = try await connect()
        for statement in [
            "ALTER SYSTEM SET primary_conninfo = 'host=\(primary.folder) port=\(primary.tcpPort ?? 5432) user=postgres'",
            "SELECT pg_reload_conf()",
        ] {
            _ = try await connection.execute(statement, until: .now + .seconds(60))
        }
    }

    /// Ends the server and removes its folder.
    package func remove() async {
        process.signal(SIGQUIT)
        _ = await process.ended(until: .now + .seconds(60))
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
    }

    /// Connects as the superuser, trying until the server is up.
    package func connect() async throws -> PostgresConnection {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await PostgresConnection.connect(parameters, until: limit)
            } catch {
                if ContinuousClock.now > limit { throw error }
            }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
    }

    package var parameters: [(keyword: String, value: String)] {
        [("host", folder), ("port", String(tcpPort ?? 5432)), ("user", "postgres"), ("dbname", "postgres")]
    }

    /// The server's user's own.
    private static func makeFolder() throws -> String {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        if getuid() == 0, let user = getpwnam("postgres") {
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        return folder
    }

    private static func startServer(
        _ folder: String, _ hosts: String, _ tcpPort: UInt16?, settings: [String] = []
    ) throws -> ChildProcess {
        try start(
            "\(binaries)/postgres",
            [
                "-D", "\(folder)/data", "-c", "listen_addresses=\(tcpPort == nil ? "" : hosts)", "-c",
                "port=\(tcpPort ?? 5432)", "-c", "unix_socket_directories=\(folder)",
                "-c", "fsync=off", "-c", "shared_buffers=16MB",
            ] + settings.flatMap { ["-c", $0] }, folder)
    }

    /// PostgreSQL refuses to run as root: root starts it as `postgres`.
    private static func start(_ program: String, _ arguments: [String], _ folder: String) throws -> ChildProcess {
        let log = open("\(folder)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        defer { close(log) }
        let asUser = getuid() == 0 ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"] : []
        let words = asUser + [program] + arguments
        return try ChildProcess(
            .init(
                words[0], Array(words.dropFirst()), environment: ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"],
                descriptors: [nil, log, log]))
    }
}

/// Runs `body` with a server and removes it afterwards, whatever happens.
@Reactor
package func withServer(
    tcpPort: UInt16? = nil, _ body: @Reactor (TestServer) async throws -> Void
) async throws {
    try await run(TestServer(tcpPort: tcpPort), body)
}

/// Runs `body` with a copy of `other` and removes it afterwards, whatever happens.
@Reactor
package func withServer(
    copyOf other: TestServer, tcpPort: UInt16, hosts: String? = nil,
    _ body: @Reactor (TestServer) async throws -> Void
) async throws {
    try await run(TestServer(copyOf: other, tcpPort: tcpPort, hosts: hosts), body)
}

@Reactor
private func run(_ server: TestServer, _ body: @Reactor (TestServer) async throws -> Void) async throws {
    do {
        try await body(server)
    } catch {
        await server.remove()
        throw error
    }
    await server.remove()
}
