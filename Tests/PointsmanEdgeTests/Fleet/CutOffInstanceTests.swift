import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

/// A network namespace and its own /etc take root.
@Suite("An instance that listens at all addresses of its machine", .serialized, .enabled(if: getuid() == 0))
struct CutOffInstanceTests {
    @Test("an instance whose link goes down asks no address of its own, and is not ready until the link is back")
    func cutOff() async throws {
        try await withPlace { place in
            let network = try await OwnNetwork(in: place)
            do {
                try await withCluster { cluster in try await Self.cutOff(cluster, network, place) }
            } catch {
                await network.remove()
                throw error
            }
            await network.remove()
        }
    }

    @Reactor
    private static func cutOff(_ cluster: Cluster, _ network: OwnNetwork, _ place: Place) async throws {
        let admin = try await cluster.server.connect()
        _ = try await admin.execute(
            "COPY (SELECT 'host all all 0.0.0.0/0 scram-sha-256' UNION ALL SELECT 'local all all trust') TO "
                + "'\(cluster.server.folder)/data/pg_hba.conf'", until: .now + .seconds(60))
        try await cluster.server.move(to: network.here)
        // As a headless Service has them: this one by both of its addresses, and two that are gone.
        let instances = (network.there + network.nobody).map { "\($0) shop.example\n" }.joined()
        try place.write("127.0.0.1 localhost\n\(instances)", to: "hosts")
        let script = "mount --make-rprivate / && mount --bind \(place.folder)/hosts /etc/hosts && exec \"$@\""
        let agent = try Program(
            in: place,
            Program.keys(
                cluster.url.replacing("127.0.0.1", with: network.here),
                ["http_listen": "0.0.0.0:\(FreePort.pick())", "fleet_name": "shop.example", "probe_timeout": "500ms"]),
            wrapper: network.entering + ["unshare", "-m", "sh", "-c", script, "_"])
        try await withAgent(agent) { agent in
            #expect(await agent.readiness(200) == "ready\n")
            try await network.set(up: false)
            await agent.readiness(503)
            try await network.set(up: true)
            #expect(await agent.readiness(200) == "ready\n")
        }
    }
}
