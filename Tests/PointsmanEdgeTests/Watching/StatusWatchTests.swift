import Glibc
import LinuxReactor
import StatusServer
import Synchronization
import TestServers
import Testing

@Suite("The status that is kept up to date", .serialized)
struct StatusWatchTests {
    /// Counts the looks at it, and tells their number.
    private final class Counter: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }

    /// Runs `body` while `pointsman status --watch` looks at a socket, with what it has shown so far.
    @Reactor
    private static func withWatch(
        _ socket: String, in place: Place,
        _ body: @Reactor (_ shown: @escaping @Reactor () -> String) async throws -> Void
    ) async throws {
        let child = try place.start(
            ["\(buildFolder)/pointsman", "status", "--watch", "--socket", socket, "--timeout", "60"],
            environment: ["PATH=\(Program.path)"], output: "watch.log")
        var failure: (any Error)?
        do {
            try await body { contents(of: "\(place.folder)/watch.log") }
        } catch {
            failure = error
        }
        child.signal(SIGTERM)
        _ = await child.ended(until: .now + .seconds(60))
        if let failure { throw failure }
    }

    /// The same with a server in the agent's place, whose status is the number of the look.
    @Reactor
    private static func watching(
        _ routes: [HTTPRoute], _ body: @Reactor (_ shown: @escaping @Reactor () -> String) async throws -> Void
    ) async throws {
        try await withPlace { place in
            let counter = Counter()
            let server = StatusServer(
                routes: routes + [
                    // On the server's own thread: other tests may take all of Swift's pool for a while.
                    .immediate("/v1/status") { _ in HTTPResponse("look \(counter.next())\n") }
                ])
            try await server.start(on: [.control(path: "\(place.folder)/control.sock")])
            var failure: (any Error)?
            do {
                try await withWatch("\(place.folder)/control.sock", in: place, body)
            } catch {
                failure = error
            }
            await server.stop(within: .zero)
            if let failure { throw failure }
        }
    }

    @Test("an event has it looked at again, and between events it is looked at seldom")
    func follows() async throws {
        let feed = EventFeed(run: "a")
        try await Self.watching([.events("/v1/events", feed) { _ in nil }]) { shown in
            let began = ContinuousClock.now
            #expect(await eventually { shown().contains("look 5\n") })
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            // The first look, the one when it began to follow, and one a second; every quarter of a second it took one.
            #expect(seconds > 2, "\(seconds) s for five looks")
            let count = shown().split(separator: "\n").count
            for number in 1...200 { feed.add("change", "\(number)") }
            #expect(await eventually { shown().contains("look \(count + 1)\n") })
        }
    }

    @Test("an agent that has no events to follow is looked at every quarter of a second")
    func polls() async throws {
        try await Self.watching([]) { shown in
            #expect(await eventually { shown().contains("look 10\n") })
        }
    }

    @Test("the status of a real agent is shown anew when clients are held, when they go on, and after its restart")
    func real() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let first = try Program(of: cluster, in: place, keys: ["hold_timeout": "200s"])
                try await withAgent(first) { agent in
                    await agent.readiness(200)
                    try await Self.withWatch("\(place.runtime)/control.sock", in: place) { shown in
                        #expect(await eventually { shown().hasPrefix("READY\n") })
                        #expect(try await agent.command("hold", "--for", "120s").code == 0)
                        #expect(await eventually { shown().contains("\nREADY, degraded") })
                        #expect(try await agent.command("release").code == 0)
                        #expect(await eventually { shown().contains("  release  ") })
                        await agent.end()
                        #expect(await eventually { shown().contains("\nNO ANSWER from the agent") })
                        let before = shown().count
                        try await withAgent(try Program(of: cluster, in: place)) { next in
                            await next.readiness(200)
                            #expect(await eventually { shown().dropFirst(before).contains("\nREADY\n") })
                        }
                    }
                }
            }
        }
    }
}
