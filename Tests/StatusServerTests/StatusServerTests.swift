import Glibc
import LinuxReactor
import StatusServer
import Testing

@Suite("The status server")
struct StatusServerTests {
    @Test("the status server answers on TCP and on the control socket, with the query decoded and the listener named")
    func bothDoors() async throws {
        try await withDoors { doors in
            let path = "/words?word=a%20b&word=c+d&word=50%&other=x"
            #expect(try await doors.tcp.get(path, until: minute).text == "a b,c d,50% tcp")
            #expect(try await doors.control.get(path, until: minute).text == "a b,c d,50% control")
            let verbose = try await doors.tcp.get("/readyz?verbose", until: minute)
            #expect((verbose.status, verbose.text) == (503, "[-]route: none\n"))
        }
    }

    @Test(
        "HEAD and OPTIONS return the status of GET without a body",
        arguments: [("HEAD", "content-length: 10"), ("OPTIONS", "content-length: 0")])
    func withoutBody(verb: String, length: String) async throws {
        try await withDoors { doors in
            let answer = try #require(
                await doors.raw.exchange("\(verb) /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(answer.lowercased().contains("\r\n\(length)\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("a changing request is served on the control socket and refused over TCP with a hint to it")
    func changes() async throws {
        try await withDoors { doors in
            let refused = try await doors.tcp.post("/hold", until: minute)
            #expect(refused.status == 405)
            #expect(refused.text.contains("use the control socket"))
            let done = try await doors.control.post("/hold", body: [1, 2, 3], until: minute)
            #expect((done.status, done.text) == (200, "held 3"))
            let wrong = try await doors.control.get("/hold", until: minute)
            #expect((wrong.status, wrong["Allow"]) == (405, "POST"))
            #expect(try await doors.tcp.post("/readyz", until: minute)["Allow"] == "GET, HEAD, OPTIONS")
            #expect(try await doors.tcp.get("/hold", until: minute).status == 405)
        }
    }

    @Test("an unknown path gets 404 with the paths that this listener serves")
    func unknownPath() async throws {
        try await withDoors { doors in
            let missing = try await doors.tcp.get("/healthz", until: minute)
            #expect(missing.status == 404)
            #expect(missing.text.contains("/readyz") && !missing.text.contains("/hold"))
            #expect(try await doors.control.get("/nothing", until: minute).text.contains("POST /hold"))
        }
    }

    @Test("a request body at the limit is accepted, and one over it gets 413", arguments: [65_536, 65_537])
    func largeBody(bytes: Int) async throws {
        try await withDoors { doors in
            let body = [UInt8](repeating: 120, count: bytes)
            let answer = try await doors.control.post("/hold", body: body, until: minute)
            #expect(answer.status == (bytes > 65_536 ? 413 : 200))
        }
    }

    @Test("oversized headers and garbage are refused, and the next client is served")
    func malformed() async throws {
        try await withDoors { doors in
            let long = "GET /words HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n"
            let many =
                "GET /words HTTP/1.1\r\n" + (0..<100).map { "X\($0): 1\r\n" }.joined() + "\r\n"
            for text in [long, many, "\u{1}\u{2}garbage\r\n\r\n"] {
                let answer = try #require(await doors.raw.exchange(text))
                // The end may overtake the sentence where bytes of the request were still unread.
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
            }
            #expect(try await doors.tcp.get("/words", until: minute).status == 200)
        }
    }

    @Test("pipelined requests are answered in order")
    func pipelined() async throws {
        let routes: [HTTPRoute] = [
            .get("/slow") { _ in
                await Reactor.sleep(until: .now + .milliseconds(50))
                return HTTPResponse("slow")
            },
            .get("/fast") { _ in HTTPResponse("fast") },
        ]
        try await withDoors(routes) { doors in
            let head = "HTTP/1.1\r\nHost: localhost\r\n"
            let answer = try #require(
                await doors.raw.exchange(
                    "GET /slow \(head)\r\nGET /fast \(head)\r\nGET /slow \(head)Connection: close\r\n\r\n"))
            let bodies = answer.split(separator: "\r\n").filter { $0.hasPrefix("slow") || $0.hasPrefix("fast") }
            #expect(bodies.map { $0.prefix(4) } == ["slow", "fast", "slow"])
        }
    }

    @Test(
        "a client that sends no complete request is disconnected, with 408 if its headers were complete",
        arguments: [
            ("", ""), ("GET /words HTTP/1.1\r\nHo", ""),
            ("POST /words HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab", "HTTP/1.1 408 "),
        ])
    func slowClient(sent: String, beginning: String) async throws {
        var limits = ServerLimits()
        limits.patience = .milliseconds(100)
        try await withDoors(limits: limits) { doors in
            let answer = try #require(await doors.raw.exchange(sent))
            #expect(beginning.isEmpty ? answer.isEmpty : answer.hasPrefix(beginning))
        }
    }

    @Test("a client that sends its request byte by byte is disconnected when the request's limit is over")
    func dribble() async throws {
        var limits = ServerLimits()
        limits.patience = .milliseconds(200)
        try await withDoors(limits: limits) { doors in
            let raw = doors.raw
            let socket = try #require(raw.open())
            raw.send(socket, "GET /words HTTP/1.1\r\nX: ")
            let dribbling = Task {
                while !Task.isCancelled {
                    raw.send(socket, "x")
                    await Reactor.sleep(until: .now + .milliseconds(20))
                }
            }
            #expect(await offReactor { raw.rest(socket) } == "")
            dribbling.cancel()
            await dribbling.value
            close(socket)
        }
    }

    @Test("a client that does not read its answer is disconnected")
    func neverReads() async throws {
        var limits = ServerLimits()
        limits.patience = .milliseconds(200)
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let routes: [HTTPRoute] = [
            .get("/large") { _ in
                ask.finish()
                return HTTPResponse(body: [UInt8](repeating: 120, count: 32 << 20))
            }
        ]
        try await withDoors(routes, limits: limits) { doors in
            let socket = try #require(doors.raw.open())
            doors.raw.send(socket, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for await _ in asked {}
            try await eventually(0) { await doors.server.connectionCount() }
            close(socket)
        }
    }

    @Test("stopping the status server lets a running request finish and closes idle connections")
    func stop() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (answered, answer) = AsyncStream.makeStream(of: Void.self)
        let routes: [HTTPRoute] = [
            .get("/slow") { _ in
                ask.finish()
                for await _ in answered {}
                return HTTPResponse("done")
            }
        ]
        try await withDoors(routes) { doors in
            let raw = doors.raw
            let idle = try #require(raw.open())
            let reply = Task { try await doors.tcp.get("/slow", until: minute).text }
            for await _ in asked {}
            let stopping = Task { await doors.server.stop(within: .seconds(60)) }
            #expect(await offReactor { raw.rest(idle) } == "")
            close(idle)
            answer.finish()
            #expect(try await reply.value == "done")
            await stopping.value
            await #expect(throws: HTTPClientError.self) { try await doors.tcp.get("/slow", until: minute) }
            #expect(access(doors.socket, F_OK) != 0, "the socket's file is gone")
        }
    }

    @Test("stopping the status server waits only to its limit for a handler and then cancels it")
    func stopBounded() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let routes: [HTTPRoute] = [
            .get("/never") { _ in
                ask.finish()
                while !Task.isCancelled { await Reactor.sleep(until: minute) }
                return HTTPResponse("cancelled")
            }
        ]
        try await withDoors(routes) { doors in
            let reply = Task { try await doors.tcp.get("/never", until: minute) }
            for await _ in asked {}
            await doors.server.stop(within: .milliseconds(50))
            await #expect(throws: HTTPClientError.self) { try await reply.value }
        }
    }

    @Test("an HTTP client's request fails at its deadline")
    func deadline() async throws {
        let routes: [HTTPRoute] = [
            .get("/never") { _ in
                while !Task.isCancelled { await Reactor.sleep(until: minute) }
                return HTTPResponse("")
            }
        ]
        try await withDoors(routes) { doors in
            await #expect(throws: HTTPClientError.deadline(.control(path: doors.socket))) {
                try await doors.control.get("/never", until: .now + .milliseconds(50))
            }
        }
    }

    /// Asks again until the answer is the one expected, for a minute.
    private func eventually<Value: Equatable>(
        _ expected: Value, location: SourceLocation = #_sourceLocation, _ ask: () async throws -> Value?
    ) async throws {
        let limit = minute
        while try await ask() != expected {
            try #require(ContinuousClock.now < limit, "never \(expected)", sourceLocation: location)
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
    }
}
