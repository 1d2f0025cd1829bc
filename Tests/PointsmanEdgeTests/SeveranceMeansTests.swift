import Glibc
import LinuxReactor
import PointsmanFormats
import StatusServer
import TestServers
import Testing

@Suite(
    "Ways to cut connections in a PgBouncer that the agent does not run", .serialized,
    .enabled(if: getuid() == 0, "needs root to be several users"))
struct SeveranceMeansTests {
    @Test("an agent that is root cuts connections by the kernel")
    func root() async throws {
        try await withAttached { stack in
            let found = try await Self.severance(try stack.agent())
            #expect(found.way == "sockets" && found.refusals == [], "\(found)")
        }
    }

    @Test("an agent that is PgBouncer's user cuts connections by descriptor copies, over TCP and Unix sockets")
    func sameUser() async throws {
        try await withAttached { stack in
            for console in [stack.console(), stack.console(host: stack.pooler.folder)] {
                let found = try await Self.severance(try stack.agent(console: console, as: "postgres"))
                #expect(found.way == "descriptors", "\(found)")
                #expect(found.refusals.count == 1 && found.refusals[0].contains("takes CAP_NET_ADMIN"), "\(found)")
            }
        }
    }

    @Test("an agent with another user or group than PgBouncer's cannot copy descriptors, and says so")
    func otherUser() async throws {
        try await withAttached { stack in
            let groupless = try await Self.severance(try stack.agent(as: "postgres", group: "nogroup"))
            #expect(groupless.way != "descriptors")
            #expect(groupless.refusals[1].contains("runs with group"), "\(groupless)")
            let found = try await Self.severance(try stack.agent(as: "nobody"))
            #expect(found.way != "descriptors")
            #expect(found.refusals[1].contains("runs as user \(getpwnam("postgres")!.pointee.pw_uid)"), "\(found)")
            // Beside other tests' PgBouncers it may be any of them; five are told.
            let named = ["\(stack.pooler.process.processID)", "one of the processes"]
            #expect(named.contains { found.refusals[1].contains($0) }, "\(found)")
        }
    }

    @Test("an agent cannot copy descriptors of a PgBouncer that has changed its user, and says so")
    func changedUser() async throws {
        try await withAttached { stack in
            stack.pooler.process.signal(SIGKILL)
            _ = await stack.pooler.process.ended(until: .now + .seconds(60))
            let pooler = try stack.place.start(
                [TestPooler.standard, "-u", "postgres", "\(stack.pooler.folder)/pgbouncer.ini"], environment: [],
                output: "pooler.log")
            let agent = try stack.agent(as: "postgres")
            let found: Found
            do {
                found = try await Self.severance(agent)
            } catch {
                pooler.signal(SIGKILL)
                throw error
            }
            pooler.signal(SIGKILL)
            #expect(found.way != "descriptors")
            #expect(found.refusals[1].contains("has changed its user"), "\(found)")
        }
    }

    @Test(
        "an agent under a seccomp filter that forbids descriptor copies says so",
        .enabled(if: access("/usr/bin/python3", X_OK) == 0))
    func filtered() async throws {
        try await withAttached { stack in
            let wrapper = ["/usr/bin/python3", "-c", Self.filter]
            let found = try await Self.severance(try stack.agent(as: "postgres", wrapper: wrapper))
            #expect(found.way != "descriptors")
            #expect(found.refusals[1].contains("by a seccomp filter"), "\(found)")
        }
    }

    /// Has pidfd_getfd (438 on every architecture) fail with EPERM, and becomes the program of its arguments.
    private static let filter = """
        import ctypes, os, struct, sys
        libc = ctypes.CDLL(None)
        code = [(0x20, 0, 0, 0), (0x15, 0, 1, 438), (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7fff0000)]
        text = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in code))
        class Program(ctypes.Structure):
            _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.c_void_p)]
        program = Program(len(code), ctypes.addressof(text))
        assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.byref(program)) == 0
        os.execv(sys.argv[1], sys.argv[1:])
        """

    struct Found: Equatable {
        var way: String
        var refusals: [String]
    }

    /// What an agent's status says once it has a session with PgBouncer.
    @Reactor
    private static func severance(_ agent: Program) async throws -> Found {
        var found: Found?
        try await withAgent(agent) { agent in
            let limit = ContinuousClock.now + .seconds(60)
            while found == nil, ContinuousClock.now < limit {
                await Reactor.sleep(until: .now + .milliseconds(20))
                guard let answer = await agent.get("/v1/status"),
                    let status = try? JSONReader.read(Array(answer.text.utf8)), let value = status["severance"],
                    case .string(let way) = value["way"], case .array(let values) = value["refusals"]
                else { continue }
                found = Found(
                    way: way, refusals: values.compactMap { if case .string(let text) = $0 { text } else { nil } })
            }
            let isTold = agent.log.contains("connections that hang on a lost server are cut by")
            #expect(isTold, "\(agent.log)")
        }
        return try #require(found, "no session: \(agent.log)")
    }
}

extension Attached {
    /// The console's URL by another way to it.
    fileprivate func console(host: String) -> String {
        let escaped = host.split(separator: "/").map { "%2F\($0)" }.joined()
        return "postgres://boss:\(Self.consolePassword)@\(escaped):\(port)/pgbouncer"
    }

    /// An agent of another account, whose folders are its own.
    @Reactor
    fileprivate func agent(
        console: String? = nil, as user: String, group: String? = nil, wrapper: [String] = []
    ) throws -> Program {
        let account = try #require(getpwnam(user)).pointee
        for path in [place.state, place.runtime, "\(place.state)/databases.ini"] {
            if path == place.runtime { mkdir(path, 0o755) }
            chown(path, account.pw_uid, account.pw_gid)
        }
        let group = try group.map { try #require(getgrnam($0)).pointee.gr_gid } ?? account.pw_gid
        let asUser = ["/usr/bin/setpriv", "--reuid", user, "--regid", "\(group)", "--clear-groups", "--"]
        return try agent(console: console, wrapper: asUser + wrapper)
    }
}
