import StatusServer
import Testing

/// Our own client that follows events, over real sockets.
@Suite("A client that follows events", .serialized, .timeLimit(.minutes(2)))
struct FollowingClientTests {
    private static func routes(_ feed: EventFeed, isOpen: Bool = true) -> [HTTPRoute] {
        plainRoutes + [.events("/events", feed) { _ in isOpen ? nil : HTTPResponse(status: 403, "no\n") }]
    }

    @Test("a client that follows events gets each one as it comes, at both sockets, and the end of the server")
    func comes() async throws {
        let feed = EventFeed(run: "a")
        feed.add("early", "1")
        try await withDoors(Self.routes(feed)) { doors in
            for client in [doors.tcp, doors.control] {
                var words = client.follow("/events").makeAsyncIterator()
                #expect(await words.next() == .begun)
                let id = feed.add("hold", "{\"n\": 2}")
                #expect(await words.next() == .event(FollowedEvent(id: id, name: "hold", data: "{\"n\": 2}")))
            }
            var words = doors.tcp.follow("/events").makeAsyncIterator()
            #expect(await words.next() == .begun)
            await doors.server.stop()
            #expect(await words.next() == .ended)
            #expect(await words.next() == nil)
        }
    }

    @Test(
        "a client that follows events gets what came since the last one that it knows, and is told if that is not kept any more"
    )
    func resumes() async throws {
        let feed = EventFeed(run: "a", capacity: 3)
        for number in 1...7 { feed.add("n", "\(number)") }
        try await withDoors(Self.routes(feed)) { doors in
            var words = doors.tcp.follow("/events", after: "a-6").makeAsyncIterator()
            #expect(await words.next() == .begun)
            #expect(await words.next() == .event(FollowedEvent(id: "a-7", name: "n", data: "7")))
            var late = doors.tcp.follow("/events", after: "a-1").makeAsyncIterator()
            #expect(await late.next() == .begun)
            #expect(await late.next() == .event(FollowedEvent(id: nil, name: "lost", data: "{}")))
            #expect(await late.next() == .event(FollowedEvent(id: "a-5", name: "n", data: "5")))
        }
    }

    @Test(
        "a client that follows events tells a refusal, a path that the server does not have, and a server that is not there"
    )
    func refused() async throws {
        try await withDoors(Self.routes(EventFeed(run: "a"), isOpen: false)) { doors in
            for (path, status) in [("/events", 403), ("/other", 404), ("/words", 200)] {
                var words = doors.tcp.follow(path).makeAsyncIterator()
                #expect(await words.next() == .refused(status: status))
                #expect(await words.next() == .ended)
            }
            var words = HTTPClient(.control(path: "\(doors.folder)/none.sock")).follow("/events").makeAsyncIterator()
            #expect(await words.next() == .ended)
        }
    }

    @Test("the connection of a client that follows events ends when no task reads what comes")
    func ends() async throws {
        try await withDoors(Self.routes(EventFeed(run: "a"))) { doors in
            let client = doors.tcp
            let reading = Task { for await _ in client.follow("/events") {} }
            while await doors.server.connectionCount() == 0 { try await Task.sleep(for: .milliseconds(5)) }
            reading.cancel()
            let limit = minute
            while await doors.server.connectionCount() > 0, ContinuousClock.now < limit {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(await doors.server.connectionCount() == 0)
        }
    }
}
