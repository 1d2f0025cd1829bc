import Glibc
package import LinuxReactor
package import PostgresClient

/// A PgBouncer of a test's own, in a folder of its own, reached over a Unix socket only, stopped by process id. Its one
/// database points at nobody: holding and releasing need no server.
@Reactor
package final class TestPooler {
    package let folder: String
    private let program: String
    package private(set) var process: ChildProcess

    /// Starts one on files of our own.
    package convenience init() throws {
        let files = PoolerFiles(databases: "app = host=127.0.0.1 port=1\nOdd-name = host=127.0.0.1 port=1")
        try self.init(rendering: files.texts)
    }

    /// Starts one on the files that `render` makes for a folder, by name; its log goes to the folder's file `log`.
    /// - Parameter program: which PgBouncer.
    package convenience init(
        _ program: String = standard, rendering render: (_ folder: String) throws -> [String: String]
    ) throws {
        try self.init(program, renderingBytes: { try render($0).mapValues { Array($0.utf8) } })
    }

    /// The same with files that need not be text.
    package init(
        _ program: String = standard, renderingBytes render: (_ folder: String) throws -> [String: [UInt8]]
    ) throws {
        self.program = program
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        if getuid() == 0, let user = getpwnam("postgres") {
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        for (name, bytes) in try render(folder) { try Self.write(bytes, to: "\(folder)/\(name)") }
        process = try Self.start(program, folder)
    }

    /// The PgBouncer of each test that names none: what POINTSMAN_TEST_POOLER names, else Debian's.
    nonisolated package static let standard = words(of: "POINTSMAN_TEST_POOLER").first ?? "/usr/sbin/pgbouncer"
    /// With it those that POINTSMAN_TEST_POOLERS names: programs of other releases, with colons between.
    nonisolated package static let releases = [standard] + words(of: "POINTSMAN_TEST_POOLERS")

    nonisolated private static func words(of variable: String) -> [String] {
        getenv(variable).map { String(cString: $0).split(separator: ":").map(String.init) } ?? []
    }

    /// Starts it again after it has ended, on its files as they are now.
    package func restart() throws {
        process = try Self.start(program, folder)
    }

    /// What a command begins with that runs as PgBouncer's user: PgBouncer refuses to run as root, who starts it as
    /// `postgres`.
    nonisolated package static var asItsUser: [String] {
        getuid() == 0 ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"] : []
    }

    private static func start(_ program: String, _ folder: String) throws -> ChildProcess {
        let log = open("\(folder)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        defer { close(log) }
        let words = asItsUser + [program, "\(folder)/pgbouncer.ini"]
        return try ChildProcess(
            .init(
                words[0], Array(words.dropFirst()), environment: ["PATH=/usr/bin:/bin"], descriptors: [nil, log, log]))
    }

    /// What it has logged so far.
    package var log: String { String(decoding: bytes(of: "log"), as: UTF8.self) }

    /// What a file of its folder holds, a megabyte at most; nothing if there is none.
    package func bytes(of name: String) -> [UInt8] {
        guard let file = fopen("\(folder)/\(name)", "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    /// Replaces one of its files.
    package func write(_ text: String, to name: String) throws {
        try Self.write(Array(text.utf8), to: "\(folder)/\(name)")
    }

    /// Has nobody but PgBouncer's user read one of its files.
    package func keepPrivate(_ name: String) throws {
        let path = "\(folder)/\(name)"
        if getuid() == 0, let user = getpwnam("postgres") { chown(path, user.pointee.pw_uid, user.pointee.pw_gid) }
        guard chmod(path, 0o600) == 0 else { throw SystemError(call: "chmod \(path)", code: errno) }
    }

    /// Waits until it is up or has ended, and says whether it is up.
    package func comesUp() async throws -> Bool {
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            if log.contains("process up: ") { return true }
            if await process.ended(until: .now + .milliseconds(5)) != nil { return log.contains("process up: ") }
        }
        throw SystemError(call: "waiting for PgBouncer", code: ETIMEDOUT)
    }

    /// A new connection to its console, trying until it is up.
    package func console(
        port: UInt16 = 6432, as user: String = "console", password: String = ""
    ) async throws -> PostgresConnection {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await PostgresConnection.connect(
                    [
                        ("host", folder), ("port", "\(port)"), ("user", user), ("password", password),
                        ("dbname", "pgbouncer"),
                    ], until: limit)
            } catch {
                if ContinuousClock.now > limit { throw error }
            }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
    }

    package func remove() async {
        process.signal(SIGKILL)
        _ = await process.ended(until: .now + .seconds(60))
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw SystemError(call: "fopen \(path)", code: errno) }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}

/// Runs `body` with a pooler and removes it afterwards, whatever happens.
@Reactor
package func withPooler(_ body: @Reactor (TestPooler) async throws -> Void) async throws {
    try await run(TestPooler(), body)
}

/// Runs `body` with a pooler on files that need not be text.
@Reactor
package func withPooler(
    renderingBytes render: (_ folder: String) throws -> [String: [UInt8]],
    _ body: @Reactor (TestPooler) async throws -> Void
) async throws {
    try await run(TestPooler(renderingBytes: render), body)
}

/// Runs `body` with a pooler on the files that `render` makes for its folder, and removes it afterwards.
@Reactor
package func withPooler(
    _ program: String = TestPooler.standard, rendering render: (_ folder: String) throws -> [String: String],
    _ body: @Reactor (TestPooler) async throws -> Void
) async throws {
    try await run(TestPooler(program, rendering: render), body)
}

@Reactor
private func run(_ pooler: TestPooler, _ body: @Reactor (TestPooler) async throws -> Void) async throws {
    do {
        try await body(pooler)
    } catch {
        await pooler.remove()
        throw error
    }
    await pooler.remove()
}
