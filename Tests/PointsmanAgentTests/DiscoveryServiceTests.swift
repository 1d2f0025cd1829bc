import DNSResolver
import LinuxReactor
import PointsmanAgent
import PointsmanCore
import PointsmanDiscovery
import TestServers
import Testing

@Suite("Discovery, against a real unbound")
struct DiscoveryServiceTests {
    @Test("Fly discovery finds each member's region and machine name")
    func fly() async throws {
        try await withResolver(Self.zone) { server in
            let results = try await Self.results(FlyDialect(app: "db", port: 5433), server) { $0.first }
            #expect(
                results
                    == .members([
                        Member(id: Self.id("127.1.2.11"), region: Region("iad"), name: "m1", isOnFly: true),
                        Member(id: Self.id("127.1.2.12"), region: Region("fra"), name: "m2", isOnFly: true),
                        Member(id: Self.id("127.1.2.13"), region: Region("ams"), name: "m3", isOnFly: true),
                    ]))
        }
    }

    @Test("SRV discovery takes ports from the records, and name discovery takes all addresses at one port")
    func others() async throws {
        let records = [
            "_pg._tcp.db.internal. 5 IN SRV 0 0 5433 a.db.internal.",
            "_pg._tcp.db.internal. 5 IN SRV 0 0 5434 b.db.internal.",
            "a.db.internal. 5 IN AAAA fdaa::1", "b.db.internal. 5 IN A 127.0.0.9",
            "both.internal. 5 IN A 127.0.0.7", "both.internal. 5 IN AAAA fdaa::7",
        ]
        try await withResolver(records) { server in
            let services = try await Self.results(SRVDialect(name: "_pg._tcp.db.internal"), server) { $0.first }
            #expect(
                services
                    == .members([
                        Member(id: Self.id("127.0.0.9", 5434), name: "b.db.internal"),
                        Member(id: Self.id("fdaa::1"), name: "a.db.internal"),
                    ]))
            let named = try await Self.results(NameDialect(host: "both.internal", port: 1), server) { $0.first }
            #expect(named == .members([Member(id: Self.id("127.0.0.7", 1)), Member(id: Self.id("fdaa::7", 1))]))
        }
    }

    @Test("discovery follows CNAMEs, also across replies, and reports a loop or a dangling CNAME as a failure")
    func aliases() async throws {
        let records = [
            "one.internal. 5 IN CNAME two.internal.", "two.internal. 5 IN CNAME db.internal.",
            "db.internal. 5 IN AAAA fdaa::1", "loop.internal. 5 IN CNAME loop.internal.",
            "lost.internal. 5 IN CNAME nobody.internal.",
        ]
        try await withResolver(records) { server in
            let found = try await Self.results(NameDialect(host: "one.internal", port: 5433), server) { $0.first }
            #expect(found == .members([Member(id: Self.id("fdaa::1"))]))
            for (name, reason) in [
                ("loop", "more than 8 aliases one after the other"),
                ("lost", "an alias of nobody.internal: the name does not exist (NXDOMAIN)"),
            ] {
                let failed = try await Self.results(NameDialect(host: "\(name).internal", port: 1), server) { $0.first }
                let host = "\(name).internal: \(reason)"
                #expect(failed == .failure("\(server.server) was asked for AAAA \(host); A \(host)"))
            }
        }
    }

    @Test("discovery sees a changed zone when the TTL of the old answers is over")
    func change() async throws {
        try await withResolver(["db.internal. 1 IN AAAA fdaa::1"]) { server in
            let dialect = NameDialect(host: "db.internal", port: 5433)
            let last = try await Self.results(dialect, server) { results in
                if results.count == 1 {
                    try await server.set(
                        "db.internal", to: ["db.internal. 1 IN AAAA fdaa::1", "db.internal. 1 IN AAAA fdaa::2"])
                }
                return results.last { $0 != results[0] }
            }
            #expect(last == .members([Member(id: Self.id("fdaa::1")), Member(id: Self.id("fdaa::2"))]))
        }
    }

    @Test("discovery reports a dead DNS server with its address, and finds the members when it is back")
    func outage() async throws {
        try await withResolver(Self.zone) { server in
            var failure: String?
            let last = try await Self.results(FlyDialect(app: "db", port: 5433), server, refreshing: true) { results in
                if results.count == 1 { await server.stop() }
                if failure == nil, case .failure(let reason) = results.last {
                    failure = reason
                    try await server.restart()
                }
                return failure != nil && results.last == results[0] ? results.last : nil
            }
            guard case .members = last else { throw Unexpected(result: last) }
            #expect(
                failure == "\(server.server) was asked for AAAA db.internal: no server could be reached")
        }
    }

    @Test("a discovery refresh asks DNS at once although the TTL is not over")
    func refresh() async throws {
        try await withResolver(["db.internal. 3600 IN AAAA fdaa::1"]) { server in
            let start = ContinuousClock.now
            _ = try await Self.results(NameDialect(host: "db.internal", port: 1), server, refreshing: true) { results in
                results.count == 5 ? results.last : nil
            }
            #expect(ContinuousClock.now - start < .seconds(30))
        }
    }

    @Test("an urgent lookup replaces the discovery round under way and uses its own time limit")
    @Reactor
    func lookUp() async throws {
        let silent = try BoundSocket(.datagrams, host: "127.0.0.1")
        var timing = DiscoveryTiming()
        timing.questionTimeout = .seconds(600)
        let news = Waiter()
        var results: [DiscoveryResult] = []
        let service = DiscoveryService(
            dialect: NameDialect(host: "db.internal", port: 1),
            names: NameService(try DNSResolver(servers: ["\(silent.address.host):\(silent.address.port)"])),
            timing: timing
        ) { result in
            results.append(result)
            news.poke()
        }
        let task = Reactor.task { await service.run() }
        defer { task.cancel() }
        // Its first question has come.
        #expect(await Waiter().wait(on: silent.descriptor.number, for: .reading, until: .now + .seconds(60)) == .ready)
        service.lookUp(within: .milliseconds(100))
        #expect(await news.wait(until: .now + .seconds(60)) == .poked)
        guard case .failure(let reason) = results.first else { throw Unexpected(result: results.first) }
        #expect(reason.contains("db.internal"))
    }

    @Test("Fly discovery reports names as unknown, not as none, if DNS does not tell them")
    func unknownNames() async throws {
        let withoutMachines = Self.zone.filter { !$0.hasPrefix("vms.") }
        try await withResolver(withoutMachines) { server in
            let results = try await Self.results(FlyDialect(app: "db", port: 5433), server) { $0.first }
            #expect(results.named?.members.map(\.name) == [.unknown, .unknown, .unknown])
            #expect(results.named?.members.map(\.region) == [Region("iad"), Region("fra"), Region("ams")])
        }
    }

    @Test("static discovery needs no DNS server, and Fly discovery says that it has none")
    func withoutResolver() async throws {
        let fixed = try await Self.results(StaticDialect(members: [Self.id("::1")]), nil) { $0.first }
        #expect(fixed == .members([Member(id: Self.id("::1"))]))
        let fly = try await Self.results(FlyDialect(app: "db", port: 1), nil) { $0.first }
        #expect(fly == .failure("no DNS server is known to ask for AAAA db.internal"))
    }

    private struct Unexpected: Error {
        let result: DiscoveryResult?
    }

    private static let zone = [
        "db.internal. 5 IN AAAA ::ffff:127.1.2.11", "db.internal. 5 IN AAAA ::ffff:127.1.2.12",
        "db.internal. 5 IN AAAA ::ffff:127.1.2.13",
        "regions.db.internal. 5 IN TXT \"iad,fra,ams\"", "vms.db.internal. 5 IN TXT \"m1 iad,m2 fra\" \",m3 ams\"",
        "iad.db.internal. 5 IN AAAA ::ffff:127.1.2.11", "fra.db.internal. 5 IN AAAA ::ffff:127.1.2.12",
        "ams.db.internal. 5 IN AAAA ::ffff:127.1.2.13",
        "m1.vm.db.internal. 5 IN AAAA ::ffff:127.1.2.11", "m2.vm.db.internal. 5 IN AAAA ::ffff:127.1.2.12",
        "m3.vm.db.internal. 5 IN AAAA ::ffff:127.1.2.13",
    ]

    private static func id(_ address: String, _ port: UInt16 = 5433) -> MemberID {
        MemberID(address: IPAddress(address)!, port: port)
    }

    /// Runs discovery until `chosen` picks one of all results so far.
    @Reactor
    private static func results(
        _ dialect: any DiscoveryDialect, _ server: TestResolver?, refreshing: Bool = false,
        _ chosen: @Reactor ([DiscoveryResult]) async throws -> DiscoveryResult?
    ) async throws -> DiscoveryResult {
        let resolver = try server.map { try DNSResolver(servers: [$0.server]) }
        let news = Waiter()
        var results: [DiscoveryResult] = []
        let service = DiscoveryService(
            dialect: dialect, names: NameService(resolver)
        ) { result in
            results.append(result)
            news.poke()
        }
        let task = Reactor.task { await service.run() }
        defer { task.cancel() }
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            if await news.wait(until: limit) == .poked, let picked = try await chosen(results) { return picked }
            if refreshing { service.refresh() }
        }
        throw SystemError(call: "waiting for discovery, so far \(results)", code: 110)
    }
}
