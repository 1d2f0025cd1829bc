import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

/// Two PgBouncers at one port (case 4): the agent leads the one that its console happens to reach.
@Suite("Two PgBouncers at one port", .serialized)
struct SharedPortTests {
    private static let words = "several processes take clients at 127.0.0.1:"

    @Test("a start before two PgBouncers at one port is refused with a sentence")
    func start() async throws {
        try await Self.withShared { stack in
            try await Self.withSecond(stack) { _ in
                let end = try await stack.agent().ended()
                #expect(end.code == 69)
                #expect(end.words.contains("\(Self.words)\(stack.port) (so_reuseport)"), "\(end.words)")
                #expect(end.words.contains("name there the console of each process"), "\(end.words)")
                #expect(!end.words.contains(Attached.consolePassword))
            }
        }
    }

    @Test("a running agent is not ready while a second PgBouncer listens at the same port")
    func running() async throws {
        try await Self.withShared { stack in
            try await withAgent(stack.agent()) { agent in
                #expect(await agent.readiness(200) == "ready\n")
                try await Self.withSecond(stack) { _ in
                    let reason = await agent.readiness(503, saying: Self.words)
                    #expect(reason.hasPrefix("PgBouncer: "), "\(reason)")
                }
                #expect(await agent.readiness(200) == "ready\n")
            }
        }
    }

    @Test("an agent is ready with a single PgBouncer that has so_reuseport")
    func alone() async throws {
        try await Self.withShared { stack in
            try await withAgent(stack.agent()) { agent in #expect(await agent.readiness(200) == "ready\n") }
        }
    }

    @Test("a start before a balancer of two PgBouncers is refused, since their consoles answer in turn")
    func behindOneAddress() async throws {
        try await withAttached { stack in
            let file = "\(stack.place.state)/databases.ini"
            let port = try FreePort.pick()
            try await withPooler(rendering: { Attached.files(port: port, including: file, in: $0) }) { second in
                _ = try await second.console(port: port, as: "boss", password: Attached.consolePassword)
                let balancer = try Balancer(to: [stack.port, port])
                let console =
                    "postgres://boss:\(Attached.consolePassword)@127.0.0.1:\(balancer.port)/pgbouncer"
                let end = try await stack.agent(console: console).ended()
                #expect(end.code == 69)
                #expect(end.words.contains("its console is answered by several processes in turn"), "\(end.words)")
                balancer.stop()
            }
        }
    }

    @Reactor
    private static func withShared(_ body: @Reactor (Attached) async throws -> Void) async throws {
        try await withAttached(keys: "so_reuseport = 1", body)
    }

    @Reactor
    private static func withSecond(_ stack: Attached, _ body: @Reactor (TestPooler) async throws -> Void) async throws {
        let file = "\(stack.place.state)/databases.ini"
        try await withPooler(rendering: {
            Attached.files(port: stack.port, including: file, keys: "so_reuseport = 1", in: $0)
        }) { second in
            // By its own socket: it is there.
            _ = try await second.console(port: stack.port, as: "boss", password: Attached.consolePassword)
            try await body(second)
        }
    }
}

/// Leads each connection to the next of several ports in turn, byte by byte.
@Reactor
private final class Balancer {
    let port: UInt16
    private let listener: ListeningSocket
    private var task: Task<Void, Never>?

    init(to ports: [UInt16]) throws {
        listener = try ListeningSocket()
        port = listener.port
        let number = listener.number
        task = Reactor.task {
            let waiter = Waiter()
            var next = 0
            var pairs: [Task<Void, Never>] = []
            while await waiter.wait(on: number) == .ready {
                let client = accept(number, nil, nil)
                guard client >= 0 else { continue }
                _ = fcntl(client, F_SETFL, O_NONBLOCK)
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                let server = Self.dial(ports[next % ports.count])
                next += 1
                for (from, to) in [(client, server), (server, client)] {
                    pairs.append(Reactor.task { await Self.copy(from, to) })
                }
            }
            pairs.forEach { $0.cancel() }
        }
    }

    func stop() { task?.cancel() }

    private static func dial(_ port: UInt16) -> Int32 {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafeBytes(of: name) {
            connect(number, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        return number
    }

    private static func copy(_ from: Int32, _ to: Int32) async {
        let waiter = Waiter()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while await waiter.wait(on: from) == .ready {
            let count = read(from, &buffer, buffer.count)
            guard count > 0 else { break }
            // What is sent here fits into a socket's buffer.
            guard send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(to, Int32(SHUT_WR))
    }
}
