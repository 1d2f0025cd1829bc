import Glibc
import LinuxReactor
import StatusServer
import Testing

/// Clients that shut the door to others, over real sockets. 127.0.0.1 to 127.0.0.9 are this machine, the other addresses
/// of the loopback interface stand for other machines.
@Suite("The status server under a flood", .serialized)
struct FloodTests {
    private static let access = {
        var access = AccessPolicy()
        access.isLoopback = { ($0.split(separator: ".").last.flatMap { UInt8($0) } ?? 255) < 10 }
        return access
    }()
    private static let request = "GET /words HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

    @Test(
        "HTTP probes are served beside 64 silent connections from one address, their own or another",
        arguments: [1, 2, 20])
    func silent(attacker: UInt32) async throws {
        try await withDoors(access: Self.access) { doors in
            let sockets = (0..<64).compactMap { _ in doors.raw(from: attacker).open() }
            #expect(sockets.count == 64)
            await expectServed(by: doors)
            let answer = try await doors.control.get("/words", until: minute)
            #expect(answer.status == 200)
            sockets.forEach { close($0) }
        }
    }

    @Test("HTTP probes are served beside 500 slow clients that keep reconnecting", arguments: [2, 20])
    func slow(attacker: UInt32) async throws {
        try await withDoors(access: Self.access) { doors in
            let raw = doors.raw(from: attacker)
            let flood = Task.detached {
                var sockets: [Int32] = []
                while !Task.isCancelled {
                    while sockets.count < 500, !Task.isCancelled {
                        guard let socket = await offReactor({ raw.open() }) else { break }
                        raw.send(socket, "GET /words HTTP/1.1\r\nX: ")
                        sockets.append(socket)
                    }
                    for socket in sockets { raw.send(socket, "x") }
                    sockets.prefix(100).forEach { close($0) }
                    sockets.removeFirst(min(100, sockets.count))
                }
                sockets.forEach { close($0) }
            }
            for _ in 0..<34 { await expectServed(by: doors) }
            flood.cancel()
            await flood.value
        }
    }

    @Test("connections from other machines leave reserved room for local ones, whose idle connections stay")
    func reserve() async throws {
        var limits = ServerLimits()
        (limits.connections, limits.reserved, limits.share) = (12, 4, 8)
        try await withDoors(access: Self.access, limits: limits) { doors in
            let own = try #require(doors.raw.open())
            try await hasConnections(1, doors)
            var others: [Int32] = []
            for host in UInt32(20)..<40 { others.append(try #require(doors.raw(from: host).open())) }
            try await hasConnections(9, doors)
            // The first of the others was the one to go, not the older one of this machine.
            #expect(await ending(of: others[0], doors) == "")
            #expect(await stillServed(own, doors))
            (others + [own]).forEach { close($0) }
        }
    }

    @Test("an address over its share loses its own oldest connection, and no other address does")
    func share() async throws {
        var limits = ServerLimits()
        limits.share = 2
        try await withDoors(access: Self.access, limits: limits) { doors in
            let neighbour = try #require(doors.raw(from: 21).open())
            try await hasConnections(1, doors)
            var own: [Int32] = []
            for count in 1...3 {
                own.append(try #require(doors.raw(from: 20).open()))
                try await hasConnections(min(count, 2) + 1, doors)
            }
            #expect(await ending(of: own[0], doors) == "")
            for socket in [neighbour, own[1], own[2]] { #expect(await stillServed(socket, doors)) }
            (own + [neighbour]).forEach { close($0) }
        }
    }

    @Test("a new connection has less time for its first request than a known one for its next")
    func firstRequest() async throws {
        var limits = ServerLimits()
        limits.firstRequest = .milliseconds(100)
        try await withDoors(limits: limits) { doors in
            let known = try #require(doors.raw.open())
            doors.raw.send(known, "GET /words HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try await hasConnections(1, doors)
            let silent = try #require(doors.raw.open())
            let dribbling = try #require(doors.raw.open())
            doors.raw.send(dribbling, "GET /words HTTP/1.1\r\nX: ")
            for socket in [silent, dribbling] { #expect(await offReactor { doors.raw.rest(socket) } == "") }
            #expect(await doors.server.connectionCount() == 1)
            #expect(await stillServed(known, doors))
            [known, silent, dribbling].forEach { close($0) }
        }
    }

    /// By a new connection of each kind: this machine's addresses, and another machine's that floods nobody.
    private func expectServed(by doors: TestDoors) async {
        for host in [UInt32(1), 3, 30] {
            let answer = await doors.raw(from: host).exchange(Self.request)
            #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true, "127.0.0.\(host): \(answer ?? "no end")")
        }
    }

    /// Whether a connection that stands already is answered.
    private func stillServed(_ socket: Int32, _ doors: TestDoors) async -> Bool {
        doors.raw.send(socket, Self.request)
        return await offReactor { doors.raw.rest(socket) }?.contains("HTTP/1.1 200 ") == true
    }

    /// What comes until the connection's end.
    private func ending(of socket: Int32, _ doors: TestDoors) async -> String? {
        await offReactor { doors.raw.rest(socket) }
    }

    private func hasConnections(_ count: Int, _ doors: TestDoors) async throws {
        let limit = minute
        while await doors.server.connectionCount() != count {
            try #require(ContinuousClock.now < limit, "never \(count) connections")
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
    }
}
