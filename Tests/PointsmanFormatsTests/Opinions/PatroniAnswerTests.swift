import PointsmanCore
import PointsmanFormats
import Testing

@Suite("Patroni's REST answer beyond its status")
struct PatroniAnswerTests {
    /// Patroni 4.1.5's answer to `GET /primary`, shortened.
    private static let health = """
        {"state": "running", "role": "primary", "server_version": 150018, "timeline": 2,
         "patroni": {"version": "4.1.5", "scope": "demo", "name": "one"}}
        """

    @Test("an answer counts as Patroni's only if its body has a patroni object")
    func isPatroni() {
        #expect(PatroniAnswer(Array(Self.health.utf8)).isPatroni)
        for other in ["", "{}", "[]", "{\"patroni\": true}", "{\"role\": \"primary\"}", "<html>503</html>"] {
            #expect(!PatroniAnswer(Array(other.utf8)).isPatroni, "\(other)")
        }
    }

    @Test(
        "an auto-detected opinion counts only if the answer is Patroni's, whatever the status", arguments: [200, 503])
    func sought(status: Int) {
        let place = MemberID(address: .v4(0xC000_0201), port: 8008)
        func answer(_ body: String, sought: [OpinionSource]) -> Opinion.Answer {
            Opinion.Answer(
                of: .patroni, status: status, body: Array(body.utf8), from: place,
                about: Consultation(
                    member: place, systemIdentifier: SystemIdentifier(7_000), timeline: Timeline(4), sources: [],
                    sought: sought, interval: .seconds(1), timeout: .seconds(1)))
        }
        let found = [OpinionSource(.patroni, port: 8008)]
        #expect(answer("<html>no backend</html>", sought: found) == .nothing)
        #expect(answer(Self.health, sought: found) == answer(Self.health, sought: []))
        #expect(answer(Self.health, sought: found) != .nothing)
    }

    @Test("Patroni's times have its defaults if they are absent, and are unknown if unreadable")
    func times() {
        func times(_ body: String, status: Int = 200) -> ManagerTimes? {
            PatroniAnswer.times(status: status, body: Array(body.utf8))
        }
        #expect(
            times("{\"ttl\": 20, \"loop_wait\": 5, \"retry_timeout\": 5, \"pause\": true}")
                == ManagerTimes(timeToLive: .seconds(20), loopWait: .seconds(5)))
        #expect(times("{}") == ManagerTimes(timeToLive: .seconds(30), loopWait: .seconds(10)))
        #expect(times("{\"ttl\": \"40\"}")?.timeToLive == .seconds(40))
        for other in ["", "[]", "{\"ttl\": true}", "{\"ttl\": -1}", "{\"ttl\": 1e9}", "null"] {
            #expect(times(other) == nil, "\(other)")
        }
        #expect(times("{}", status: 502) == nil)
    }

    @Test("an answer counts as flycheck's only if it is a bare role at status 200")
    func flycheck() {
        for role in ["primary", "replica\n", "\"zombie\"\n", "unknown"] {
            #expect(FlyAnswer.isFlycheck(status: 200, body: Array(role.utf8)), "\(role)")
        }
        for other in ["", "<html>", "ok", "primary replica"] {
            #expect(!FlyAnswer.isFlycheck(status: 200, body: Array(other.utf8)), "\(other)")
        }
        #expect(!FlyAnswer.isFlycheck(status: 404, body: Array("primary".utf8)))
    }
}
