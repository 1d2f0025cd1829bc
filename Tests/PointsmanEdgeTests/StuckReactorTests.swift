import Glibc
import LinuxReactor
import StatusServer
import TestServers
import Testing

/// A real agent whose one thread named `reactor` is stopped by ptrace(2), as an endless computation on it would stop the
/// conductor; all other threads run on.
@Suite("An agent whose reactor is stopped")
struct StuckReactorTests {
    @Test("an agent whose reactor is stopped answers 503 on its health paths, and 200 when it goes on")
    func stuck() async throws {
        let port = try FreePort.pick()
        try await withAttached { stack in
            let agent = try stack.agent(http: "127.0.0.1:\(port)")
            try await withAgent(agent) { agent in
                await agent.readiness(200)
                let stop = try Self.stop(try #require(Self.reactor(of: agent.process.processID)), in: agent.place)
                let tcp = HTTPClient(.tcp("127.0.0.1", port: port))
                for path in ["/readyz", "/livez", "/primary", "/health"] {
                    #expect(try await Self.reaches(503, path, tcp), "\(path)")
                }
                await agent.readiness(503, saying: "the agent has made no progress")
                stop.signal(SIGTERM)
                _ = await stop.ended()
                #expect(await agent.readiness(200) == "ready\n")
                for path in ["/readyz", "/livez"] { #expect(try await Self.reaches(200, path, tcp), "\(path)") }
            }
        }
    }

    /// Asks until the answer has this code, each answer within a second; false after a minute.
    private static func reaches(_ status: Int, _ path: String, _ client: HTTPClient) async throws -> Bool {
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            if try await client.get(path, until: .now + .seconds(10)).status == status { return true }
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
        return false
    }

    private static func reactor(of process: Int32) -> Int32? {
        guard let folder = opendir("/proc/\(process)/task") else { return nil }
        defer { closedir(folder) }
        while let item = readdir(folder) {
            let thread = withUnsafeBytes(of: item.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if contents(of: "/proc/\(process)/task/\(thread)/comm") == "reactor\n" { return Int32(thread) }
        }
        return nil
    }

    /// Stops one thread until the returned process has ended.
    @Reactor
    private static func stop(_ thread: Int32, in place: Place) throws -> ChildProcess {
        let (seize, interrupt) = (0x4206, 0x4207)
        let program = """
            import ctypes, os, signal
            libc = ctypes.CDLL(None, use_errno=True)
            for request in (\(seize), \(interrupt)):
                assert libc.ptrace(request, \(thread), 0, 0) == 0, os.strerror(ctypes.get_errno())
            signal.pause()
            """
        return try place.start(["/usr/bin/python3", "-c", program], environment: [], output: "ptrace.log")
    }
}
