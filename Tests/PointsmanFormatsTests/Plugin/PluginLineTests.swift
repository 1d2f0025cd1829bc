import PointsmanFormats
import Testing

@Suite("Lines of a monitoring plugin")
struct PluginLineTests {
    @Test(
        "a plugin line names its state, whose exit code is that of the guidelines",
        arguments: [
            (PluginLine.State.ok, Int32(0), "OK"), (.warning, 1, "WARNING"), (.critical, 2, "CRITICAL"),
            (.unknown, 3, "UNKNOWN"),
        ])
    func state(state: PluginLine.State, code: Int32, word: String) {
        #expect(state.rawValue == code)
        #expect(PluginLine("POINTSMAN READY", state, "fine").text == "POINTSMAN READY \(word): fine")
    }

    @Test("a plugin line's sentence can begin neither performance data nor a second line")
    func sentence() {
        let line = PluginLine("POINTSMAN", .ok, "a|b\nc|\u{301}d\u{0}e")
        #expect(line.text == "POINTSMAN OK: a/b c/\u{301}d e")
    }

    @Test(
        "a plugin line's performance data follows the guidelines",
        arguments: [
            (PerformanceDatum("lag", 0, .bytes), "'lag'=0B"),
            (
                PerformanceDatum(
                    "lag", 0.25, .seconds, warning: try? PluginRange("1"), critical: try? PluginRange("@~:2.5"),
                    minimum: 0), "'lag'=0.25s;1;@~:2.5;0"
            ),
            (PerformanceDatum("lag", nil, .seconds, critical: try? PluginRange("2")), "'lag'=U;;2"),
            (PerformanceDatum("it's=1", 7, .counter), "'it_s_1'=7c"),
            (PerformanceDatum("small", -0.000_002), "'small'=-0.000002"),
            (PerformanceDatum("tiny", -0.000_000_1), "'tiny'=0"),
            (PerformanceDatum("nearly", 0.999_999_9), "'nearly'=1"),
            (PerformanceDatum("none", .nan), "'none'=U"),
        ])
    func figures(datum: PerformanceDatum, text: String) {
        #expect(PluginLine("P", .ok, "s", performance: [datum]).text == "P OK: s | \(text)")
    }
}
