import PointsmanFormats
import Testing

@Suite("Thresholds of a monitoring plugin")
struct PluginThresholdsTests {
    private static let line = PluginLine(
        "POINTSMAN POOLS", .ok, "3 clients wait",
        performance: [PerformanceDatum("maxwait", 2.5, .seconds, minimum: 0), PerformanceDatum("waiting", 3)])

    private static func held(
        _ line: PluginLine = line, warning: [String] = [], critical: [String] = [], defaults: PluginThresholds = .none
    ) throws -> PluginLine {
        try PluginThresholds(warning: warning, critical: critical)
            .applied(to: line, main: "maxwait", defaults: defaults)
    }

    @Test("a threshold without a name applies to the main figure and is in the performance data")
    func main() throws {
        #expect(
            try Self.held(warning: ["2"], critical: ["5"]).text
                == "POINTSMAN POOLS WARNING: 3 clients wait; maxwait is 2.5s, warning range 2 "
                + "| 'maxwait'=2.5s;2;5;0 'waiting'=3")
    }

    @Test("the worst threshold decides a check's state")
    func worst() throws {
        let line = try Self.held(warning: ["1", "waiting=1"], critical: ["waiting=@3:"])
        #expect(line.state == .critical)
        #expect(
            line.sentence == "3 clients wait; maxwait is 2.5s, warning range 1; waiting is 3, warning range 1; "
                + "waiting is 3, critical range @3:")
    }

    @Test("a given threshold replaces the default of its figure and kind only")
    func defaults() throws {
        let defaults = try PluginThresholds(warning: ["1"], critical: ["2"])
        #expect(try Self.held(defaults: defaults).state == .critical)
        #expect(try Self.held(critical: ["10"], defaults: defaults).state == .warning)
        #expect(try Self.held(warning: ["10"], critical: ["10"], defaults: defaults).state == .ok)
        #expect(try Self.held(warning: ["waiting=10"], critical: ["10"], defaults: defaults).state == .warning)
    }

    @Test("a threshold never improves a check's state")
    func neverBetter() throws {
        let bad = PluginLine("P", .critical, "s", performance: [PerformanceDatum("maxwait", 9)])
        #expect(try Self.held(bad, warning: ["1"]).state == .critical)
        let unknown = PluginLine("P", .unknown, "s", performance: [PerformanceDatum("maxwait", nil)])
        #expect(try Self.held(unknown, critical: ["1"]).state == .unknown)
    }

    @Test("a threshold for an unknown figure is refused with the figures that the check has")
    func figure() {
        let error = #expect(throws: PluginRangeError.self) { try Self.held(warning: ["wait=1"]) }
        #expect(error?.description == "wait is no figure of this check: it has maxwait, waiting")
        let live = PluginLine("POINTSMAN LIVE", .ok, "fine")
        let none = #expect(throws: PluginRangeError.self) {
            try PluginThresholds(warning: ["1"], critical: []).applied(to: live, main: nil)
        }
        #expect(none?.description == "1 is no figure of this check: it has none")
    }

    @Test("a threshold leaves a check without figures as it is")
    func nothing() throws {
        let line = PluginLine("POINTSMAN POOLS", .unknown, "PgBouncer's console does not answer")
        #expect(try Self.held(line, warning: ["1"]) == line)
    }
}
