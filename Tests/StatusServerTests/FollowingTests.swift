import Glibc
import LinuxReactor
import StatusServer
import Testing

/// Clients that follow events, over real sockets.
@Suite("Events for those who follow", .serialized)
struct FollowingTests {
    private static func routes(_ feed: EventFeed, isOpen: Bool = true) -> [HTTPRoute] {
        plainRoutes + [.events("/events", feed) { _ in isOpen ? nil : HTTPResponse(status: 403, "no\n") }]
    }

    @Test("a client gets each event as it comes, with its id, name and data")
    func comes() async throws {
        let feed = EventFeed(run: "a")
        feed.add("early", "1")
        try await withDoors(Self.routes(feed)) { doors in
            let client = try #require(Follower(doors.raw))
            #expect(await client.reads("retry: 1000"))
            feed.add("hold", "{\"n\":\n2}")
            #expect(await client.reads("id: a-2\nevent: hold\ndata: {\"n\": 2}\n\n"))
            #expect(client.text.contains("Content-Type: text/event-stream") && !client.text.contains("early"))
            client.end()
        }
    }

    @Test(
        "a client that comes back with the id of its last event gets those that came since", arguments: [true, false])
    func resumes(byHeader: Bool) async throws {
        let feed = EventFeed(run: "a")
        for number in 1...5 { feed.add("n", "\(number)") }
        try await withDoors(Self.routes(feed)) { doors in
            let client = try #require(
                byHeader ? Follower(doors.raw, last: "a-3") : Follower(doors.raw, query: "?after=a-3"))
            #expect(await client.reads("id: a-5"))
            #expect(client.text.contains("id: a-4\n") && !client.text.contains("id: a-3\n"))
            #expect(!client.text.contains("event: lost"))
            client.end()
        }
    }

    @Test(
        "a client whose last event is of another run, or too old, is told so and gets what is kept",
        arguments: ["b-9", "a-1", "x"])
    func lost(last: String) async throws {
        let feed = EventFeed(run: "a", capacity: 3)
        for number in 1...7 { feed.add("n", "\(number)") }
        try await withDoors(Self.routes(feed)) { doors in
            let client = try #require(Follower(doors.raw, last: last))
            #expect(await client.reads("event: lost\ndata: {}\n\nid: a-5\n"))
            #expect(await client.reads("id: a-7\n"))
            client.end()
        }
    }

    @Test("a client that reads nothing is cut, and others go on")
    func slow() async throws {
        var limits = ServerLimits()
        limits.patience = .milliseconds(300)
        let feed = EventFeed(run: "a", capacity: 64)
        try await withDoors(Self.routes(feed), limits: limits) { doors in
            let slow = try #require(Follower(doors.raw))
            let quick = try #require(Follower(doors.raw))
            #expect(await slow.reads("retry"))
            #expect(await quick.reads("retry"))
            // More than the kernel keeps for a connection.
            let large = String(repeating: "x", count: 1 << 20)
            for number in 1...48 {
                feed.add("n", large)
                #expect(await quick.reads("id: a-\(number)\n"))
            }
            #expect(await eventuallyTrue { await doors.server.connectionCount() == 1 })
            feed.add("last", "")
            #expect(await quick.reads("event: last"))
            quick.end()
            slow.end()
        }
    }

    @Test("a client that may not follow gets the answer that says why")
    func refused() async throws {
        try await withDoors(Self.routes(EventFeed(run: "a"), isOpen: false)) { doors in
            let answer = await doors.raw.exchange("GET /events HTTP/1.1\r\nHost: a.b\r\nConnection: close\r\n\r\n")
            #expect(answer?.hasPrefix("HTTP/1.1 421") == true)
            let other = try await doors.tcp.get("/events", until: minute)
            #expect(other.status == 403 && other.text == "no\n")
        }
    }

    @Test("HEAD of events ends, and a server that stops does not wait for those who follow")
    func ends() async throws {
        let feed = EventFeed(run: "a")
        try await withDoors(Self.routes(feed)) { doors in
            let head = await doors.raw.exchange("HEAD /events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            #expect(head?.contains("text/event-stream") == true)
            let client = try #require(Follower(doors.raw))
            #expect(await client.reads("retry"))
            let began = ContinuousClock.now
            await doors.server.stop(within: .seconds(30))
            #expect(ContinuousClock.now - began < .seconds(20))
            feed.add("after", "")
            client.end()
        }
    }

    @Test("clients that follow leave room for probes")
    func makesRoom() async throws {
        var limits = ServerLimits()
        limits.share = 4
        try await withDoors(Self.routes(EventFeed(run: "a")), limits: limits) { doors in
            let clients = (0..<4).compactMap { _ in Follower(doors.raw) }
            for client in clients { #expect(await client.reads("retry")) }
            let answer = try await doors.tcp.get("/words", until: minute)
            #expect(answer.status == 200)
            clients.forEach { $0.end() }
        }
    }

    @Test("a client that gets no event gets a sign of life")
    func heartbeat() async throws {
        var limits = ServerLimits()
        limits.heartbeat = .milliseconds(20)
        try await withDoors(Self.routes(EventFeed(run: "a")), limits: limits) { doors in
            let client = try #require(Follower(doors.raw))
            #expect(await client.reads(":\n\n\r\n3\r\n:\n\n"))
            client.end()
        }
    }
}

/// Asks until `condition` holds, for a minute at most.
private func eventuallyTrue(_ condition: () async -> Bool) async -> Bool {
    let end = ContinuousClock.now + .seconds(60)
    while .now < end {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return false
}

/// One that follows, and reads when it is told to.
private final class Follower {
    private let socket: Int32
    private(set) var text = ""

    init?(_ client: RawClient, query: String = "", last: String? = nil) {
        guard let socket = client.open() else { return nil }
        self.socket = socket
        let header = last.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        client.send(socket, "GET /events\(query) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(header)\r\n")
    }

    /// Whether `words` come, after what was read before; the chunks' sizes are left in.
    func reads(_ words: String) async -> Bool {
        let socket = socket
        while !text.contains(words) {
            let part = await offReactor { () -> String? in
                var buffer = [UInt8](repeating: 0, count: 1 << 20)
                let count = recv(socket, &buffer, buffer.count, 0)
                return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
            }
            guard let part else { return false }
            // What is long was read before.
            text = String(text.suffix(4_096)) + part
        }
        return true
    }

    func end() {
        close(socket)
    }
}
