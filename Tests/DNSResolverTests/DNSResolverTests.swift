import DNSResolver
import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanFormats
import TestServers
import Testing

@Suite("The resolver, against a real unbound")
struct DNSResolverTests {
    @Test("the resolver returns addresses with their TTL, and IPv4-mapped addresses as IPv4")
    func addresses() async throws {
        let records = [
            "db.internal. 5 IN AAAA fdaa::1", "db.internal. 5 IN AAAA ::ffff:127.1.2.3", "db.internal. 5 IN A 10.0.0.1",
        ]
        try await withResolver(records) { server in
            let reply = try await Self.ask(.aaaa, "db.internal", of: server)
            #expect(Self.sorted(reply.answer) == ["127.1.2.3", "fdaa::1"])
            #expect(reply.timeToLive == .seconds(5))
            let old = try await Self.ask(.a, "DB.internal.", of: server)
            #expect(old.answer == .addresses([.v4(0x0A00_0001)]))
        }
    }

    @Test(
        "the resolver returns whole TXT records: short ones, ones over 512 bytes, and ones over 4,096 by TCP",
        arguments: [1, 3, 9, 40, 200])
    func texts(strings: Int) async throws {
        let parts = (0..<strings).map { String(repeating: String($0 % 10), count: 200) }
        let record = "text.internal. 5 IN TXT " + parts.map { "\"\($0)\"" }.joined(separator: " ")
        try await withResolver([record]) { server in
            let reply = try await Self.ask(.txt, "text.internal", of: server)
            #expect(reply.answer == .texts([parts.joined()]))
        }
    }

    @Test("the resolver returns SRV records with priority, weight, port and target")
    func services() async throws {
        let records = [
            "_pg._tcp.db.internal. 5 IN SRV 1 2 5433 a.db.internal.", "a.db.internal. 5 IN AAAA fdaa::1",
        ]
        try await withResolver(records) { server in
            let services = try await Self.ask(.srv, "_pg._tcp.db.internal", of: server)
            #expect(
                services.answer
                    == .services([DNSService(priority: 1, weight: 2, port: 5433, target: "a.db.internal")]))
        }
    }

    @Test("the resolver returns an empty answer if a name has no record of the asked type")
    func empty() async throws {
        try await withResolver(["db.internal. 5 IN AAAA fdaa::1"]) { server in
            let reply = try await Self.ask(.txt, "db.internal", of: server)
            #expect(reply.answer == .texts([]))
        }
    }

    @Test(
        "the resolver distinguishes NXDOMAIN, REFUSED and SERVFAIL",
        arguments: [
            ("nobody.internal", DNSError.Code.noSuchName), ("refused.internal", .refused), ("x.broken", .serverFailure),
        ])
    func failures(name: String, code: DNSError.Code) async throws {
        try await withResolver([]) { server in
            #expect(await Self.failure(name, of: [server.server])?.code == code)
        }
    }

    @Test("a DNS query ends as silence at its deadline if the server drops it or never reads it")
    func silence() async throws {
        try await withResolver([]) { server in
            let limit = Duration.milliseconds(300)
            let start = ContinuousClock.now
            #expect(await Self.failure("silent.internal", of: [server.server], within: limit)?.code == .silence)
            let silent = try BoundSocket(.datagrams, host: LoopbackAddress.randomHost())
            let address = "\(silent.address.host):\(silent.address.port)"
            #expect(await Self.failure("db.internal", of: [address], within: limit)?.code == .silence)
            #expect(ContinuousClock.now - start >= .milliseconds(500))
        }
    }

    @Test("a DNS query to a port that no server listens on fails at once as unreachable")
    func unreachable() async throws {
        try await Reactor.run {
            let nobody = try LoopbackAddress.free()
            let error = await Self.failure("db.internal", of: ["\(nobody.host):\(nobody.port)"])
            #expect(error?.code == .unreachable)
        }
    }

    @Test("the resolver asks the next DNS server if the first one is silent, absent or fails")
    func severalServers() async throws {
        try await withResolver(["db.internal. 5 IN A 127.0.0.9"]) { good in
            try await withResolver([]) { bad in
                let silent = try BoundSocket(.datagrams, host: LoopbackAddress.randomHost())
                let nobody = try LoopbackAddress.free()
                for first in ["\(silent.address.host):\(silent.address.port)", "\(nobody.host):\(nobody.port)"] {
                    let resolver = try DNSResolver(servers: [first, good.server])
                    let bytes = try await resolver.query(name: "db.internal", type: 1, until: .now + .seconds(20))
                    #expect(DNSMessage(bytes)?.answers.count == 1)
                }
                try await good.set("x.broken", to: ["x.broken. 5 IN A 127.0.0.9"])
                let resolver = try DNSResolver(servers: [bad.server, good.server])
                let bytes = try await resolver.query(name: "x.broken", type: 1, until: .now + .seconds(60))
                #expect(DNSMessage(bytes)?.answers.count == 1)
            }
        }
    }

    @Test("cancelling a DNS query ends it long before its deadline and leaves other queries untouched")
    func cancellation() async throws {
        try await withResolver(["db.internal. 5 IN A 127.0.0.9"]) { server in
            let resolver = try DNSResolver(servers: [server.server])
            let doomed = Reactor.task {
                await Self.failure("silent.internal", of: resolver, until: .now + .seconds(600))
            }
            let others = (0..<50).map { _ in
                Reactor.task { try await resolver.query(name: "db.internal", type: 1, until: .now + .seconds(60)) }
            }
            doomed.cancel()
            #expect(await doomed.value?.code == .cancelled)
            for other in others {
                let bytes = try await other.value
                #expect(DNSMessage(bytes)?.answers.count == 1)
            }
        }
    }

    @Test(
        "the resolver refuses names that cannot be queried",
        arguments: ["", "a..b", "\0", "db\0.internal", String(repeating: "a", count: 64) + ".internal"])
    func badName(name: String) async {
        #expect(await Self.failure(name, of: ["127.0.0.1:1"])?.code == .badName)
    }

    @Test(
        "the resolver refuses an empty, invalid or too long list of DNS servers",
        arguments: [[], [""], ["localhost:53"], ["127.0.0.1:53", "nonsense"], [String](repeating: "::1", count: 9)])
    func badServers(servers: [String]) async {
        let error = await #expect(throws: DNSError.self) {
            try await Reactor.run { _ = try DNSResolver(servers: servers) }
        }
        #expect(error?.code == .badServers)
    }

    @Reactor
    private static func ask(_ type: DNSRecordType, _ name: String, of server: TestResolver) async throws -> DNSReply {
        let resolver = try DNSResolver(servers: [server.server])
        let question = DNSQuestion(type, name)
        let bytes = try await resolver.query(name: name, type: type.rawValue, until: .now + .seconds(60))
        return DNSReply(bytes, to: question)
    }

    @Reactor
    private static func failure(
        _ name: String, of servers: [String], within limit: Duration = .seconds(60)
    ) async -> DNSError? {
        guard let resolver = try? DNSResolver(servers: servers) else { return nil }
        return await failure(name, of: resolver, until: .now + limit)
    }

    @Reactor
    private static func failure(
        _ name: String, of resolver: DNSResolver, until deadline: ContinuousClock.Instant
    ) async -> DNSError? {
        do {
            _ = try await resolver.query(name: name, type: DNSRecordType.a.rawValue, until: deadline)
            return nil
        } catch {
            return error
        }
    }

    private static func sorted(_ answer: DNSAnswer) -> [String] {
        if case .addresses(let addresses) = answer { addresses.sorted().map(\.description) } else { [] }
    }
}
