import DNSResolver
import LinuxReactor
import TestServers
import Testing

@Suite("The resolver, against a server that misbehaves")
struct MisbehavingServerTests {
    @Test("a DNS query ends in time, whatever its server does wrong", arguments: ResolverMisdeed.allCases)
    func end(misdeed: ResolverMisdeed) async throws {
        #expect(try await Self.duration(misdeed, patience: .seconds(1)) < .seconds(11))
    }

    // c-ares by itself turned to it for 8.6 s of the 60.
    @Test("the resolver gives up a server that sends endless unasked answers long before the deadline")
    func endless() async throws {
        #expect(try await Self.duration(.truncatedForEver, patience: .seconds(60)) < .seconds(5))
    }

    /// How long a question takes; what comes of it is the reader's to judge.
    @Reactor
    private static func duration(_ misdeed: ResolverMisdeed, patience: Duration) async throws -> Duration {
        let server = try ResolverNeighbour(misdeed, zone: ["db.test": ["127.0.0.1"]])
        defer { server.stop() }
        server.turn()
        let resolver = try DNSResolver(servers: [server.server])
        let began = ContinuousClock.now
        _ = try? await resolver.query(name: "db.test", type: 1, until: began + patience)
        return .now - began
    }
}
