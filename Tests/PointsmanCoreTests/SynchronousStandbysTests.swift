import PointsmanCore
import Testing

@Suite("Synchronous standbys")
struct SynchronousStandbysTests {
    @Test(
        "synchronous_standby_names is parsed as PostgreSQL does, with the missing standbys",
        arguments: [
            ("ghost", [], ["ghost"], 1, ["ghost"]), ("ghost", ["GHOST"], ["ghost"], 1, []),
            ("a, b", ["x"], ["a", "b"], 1, ["a", "b"]), ("a, b", ["b"], ["a", "b"], 1, []),
            ("FIRST 2 (a, b, c)", ["a"], ["a", "b", "c"], 2, ["b", "c"]),
            ("FIRST 2 (a, b, c)", ["a", "c"], ["a", "b", "c"], 2, []),
            ("any 1(a,\"B, c\")", ["b, c"], ["a", "B, c"], 1, []), ("2 (a, b)", ["b"], ["a", "b"], 2, ["a"]),
            ("*", [], ["*"], 1, ["*"]), ("*", ["any"], ["*"], 1, []), ("FIRST 2 (*)", ["one"], ["*"], 2, ["*"]),
            ("\"with (brackets)\"", [], ["with (brackets)"], 1, ["with (brackets)"]),
        ] as [(String, [String], [String], Int, [String])])
    func reading(setting: String, connected: [String], names: [String], needed: Int, missing: [String]) {
        let standbys = SynchronousStandbys(setting: setting, connected: connected)
        #expect(standbys.names == names)
        #expect(standbys.needed == needed)
        #expect(standbys.missing == missing)
    }

    @Test("the sentence about synchronous standbys has the setting, the missing and the connected ones")
    func sentences() {
        func sentence(_ setting: String, _ connected: [String]) -> String {
            SynchronousStandbys(setting: setting, connected: connected).sentence
        }
        #expect(
            sentence("ghost", [])
                == "synchronous_standby_names is `ghost`, and ghost is not there: no standby streams from it")
        #expect(
            sentence("a, b", ["x"])
                == "synchronous_standby_names is `a, b`, and a, b are not there: connected are x")
        #expect(sentence("*", []) == "synchronous_standby_names is `*`, and no standby streams from it")
        #expect(
            sentence("a", ["a"])
                == "synchronous_standby_names is `a`, and those that it names are connected and do not confirm")
    }
}
