import PointsmanCore
import PointsmanFormats
import Testing

@Suite("Second opinions from HTTP answers")
struct OpinionAnswerTests {
    private static let place = MemberID(address: .v4(0xC000_0201), port: 8008)
    private static let wish = Consultation(
        member: MemberID(address: .v4(0xC000_0201), port: 5432), systemIdentifier: SystemIdentifier(7_000),
        timeline: Timeline(4), sources: [], interval: .seconds(1), timeout: .seconds(1))

    private static func answer(_ kind: OpinionSource.Kind, _ status: Int, _ body: String) -> Opinion.Answer {
        Opinion.Answer(of: kind, status: status, body: Array(body.utf8), from: place, about: wish)
    }

    @Test(
        "Patroni agrees with 200, refuses with 503 and is ignored otherwise, whatever the body",
        arguments: ["", "{\"role\": \"replica\"}", "\u{1b}[2J"])
    func patroni(body: String) {
        #expect(Self.answer(.patroni, 200, body) == .agrees)
        #expect(
            Self.answer(.patroni, 503, body)
                == .refuses("Patroni at 192.0.2.1:8008 says that it is not the primary"))
        for status in [0, 199, 201, 301, 401, 404, 500, 502] {
            #expect(Self.answer(.patroni, status, body) == .nothing)
        }
    }

    @Test("Patroni's answer about a server of another cluster says nothing", arguments: [200, 503])
    func foreignPatroni(status: Int) {
        for body in ["{\"database_system_identifier\": \"7001\"}", "{\"database_system_identifier\": 7001}"] {
            #expect(Self.answer(.patroni, status, body) == .nothing)
        }
        #expect(Self.answer(.patroni, status, "{\"database_system_identifier\": \"7000\"}") != .nothing)
    }

    @Test(
        "flycheck agrees with the role primary or leader at status 200",
        arguments: ["primary", "leader", "primary\n", "\"primary\"\n"])
    func flyAgrees(body: String) {
        #expect(Self.answer(.fly, 200, body) == .agrees)
        #expect(Self.answer(.fly, 500, body) == .nothing)
    }

    @Test(
        "flycheck refuses with another known role at status 200",
        arguments: ["replica", "standby", "zombie", "witness", "barman"])
    func flyRefuses(role: String) {
        #expect(Self.answer(.fly, 200, role + "\n") == .refuses("flycheck at 192.0.2.1:8008 says that it is a \(role)"))
        #expect(Self.answer(.fly, 500, role) == .nothing)
    }

    @Test(
        "a flycheck answer without exactly one known role is ignored",
        arguments: [
            "", "unknown", "readonly", "PRIMARY", "primary replica", "not primary", "primaryx", "replicas",
            "primary" + String(repeating: " ", count: 1_000), "<html>primary</html>", "failed to connect", "\u{301}",
        ])
    func flyNothing(body: String) {
        #expect(Self.answer(.fly, 200, body) == .nothing)
    }

    private static func fence(cluster: UInt64 = 7_000, timeline: UInt32) -> String {
        let fence = Fence(
            systemIdentifier: SystemIdentifier(cluster), timeline: Timeline(timeline),
            owner: MemberID(address: .v4(0xC000_0202), port: 5432), lsn: LSN(bytes: 1 << 33))
        return JSONWriter.text(StatusDocument.fence(fence), indented: true) + "\n"
    }

    @Test("another agent refuses by a higher timeline of the same cluster, and never agrees")
    func fleet() {
        #expect(
            Self.answer(.fleet, 200, Self.fence(timeline: 5))
                == .refuses("the agent at 192.0.2.1:8008 has seen timeline 5"))
        // All that a stranger is told of a fence.
        #expect(
            Self.answer(.fleet, 200, "{\"timeline\": 5, \"system_identifier\": \"7000\"}")
                == .refuses("the agent at 192.0.2.1:8008 has seen timeline 5"))
        #expect(Self.answer(.fleet, 200, Self.fence(timeline: 4)) == .nothing)
        #expect(Self.answer(.fleet, 200, Self.fence(timeline: 3)) == .nothing)
        #expect(Self.answer(.fleet, 200, Self.fence(cluster: 7_001, timeline: 5)) == .nothing)
        #expect(Self.answer(.fleet, 503, Self.fence(timeline: 5)) == .nothing)
    }

    @Test(
        "another agent's answer without a valid fence is ignored",
        arguments: [
            "", "null", "{}", "[5]", "{\"timeline\": 5}",
            "{\"system_identifier\": 7000, \"timeline\": 5, \"owner\": \"192.0.2.2:5432\", \"lsn\": \"0/1\"}",
            "{\"system_identifier\": \"7000\", \"timeline\": \"5\", \"owner\": \"192.0.2.2:5432\", \"lsn\": \"0/1\"}",
        ])
    func fleetNothing(body: String) {
        #expect(Self.answer(.fleet, 200, body) == .nothing)
    }
}
