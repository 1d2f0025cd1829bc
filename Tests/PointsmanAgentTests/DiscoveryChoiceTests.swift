import PointsmanConfiguration
import PointsmanCore
import Testing

@Suite("The choice of how members are found")
struct DiscoveryChoiceTests {
    @Test(
        "discovery follows from the URL's host unless a key sets it",
        arguments: [
            (
                "postgres://u:p@iad.db.internal/d", "",
                DiscoveryChoice.internalName(host: "iad.db.internal", app: "db", isOnFly: false)
            ),
            (
                "postgres://u:p@top1.nearest.of.db.internal/d", "",
                .internalName(host: "top1.nearest.of.db.internal", app: "db", isOnFly: false)
            ),
            (
                "postgres://u:p@host.docker.internal./d", "",
                .internalName(host: "host.docker.internal.", app: "docker", isOnFly: false)
            ),
            ("postgres://u:p@db.internal/d", "discovery = name", .name(host: "db.internal")),
            ("postgres://u:p@db.internal/d", "discovery_name = other", .fly(app: "other")),
            (
                "postgres://u:p@db.internal/d", "discovery_name = other.internal",
                .internalName(host: "other.internal", app: "other", isOnFly: false)
            ),
            ("postgres://u:p@db.flycast/d", "", .fly(app: "db")),
            ("postgres://u:p@db.example.com/d", "", .name(host: "db.example.com")),
            ("postgres://u:p@192.0.2.1:6/d", "", .fixed([MemberID(address: .v4(0xC000_0201), port: 6)])),
            ("postgres://u:p@h/d", "members = 192.0.2.1:6", .fixed([MemberID(address: .v4(0xC000_0201), port: 6)])),
            ("postgres://u:p@h/d", "discovery = fly\ndiscovery_name = db", .fly(app: "db")),
            ("postgres://u:p@h/d", "discovery = srv\ndiscovery_name = _pg._tcp.h.", .srv(name: "_pg._tcp.h.")),
            ("postgres://u:p@192.0.2.1/d", "discovery_name = db.example.com", .name(host: "db.example.com")),
        ])
    func discovery(url: String, rest: String, choice: DiscoveryChoice) throws {
        #expect(try load("[pointsman]\ndatabase_url = \(url)\n\(rest)").discovery == choice)
    }
}
