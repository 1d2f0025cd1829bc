import PointsmanFormats
import Testing

@Suite("Ranges of a monitoring plugin")
struct PluginRangeTests {
    @Test(
        "a plugin range alerts as the guidelines say",
        arguments: [
            ("10", [-1, 11, 10.001], [0, 5, 10]),
            ("10:", [9.9, -1], [10, 1e9]),
            ("~:10", [10.1], [-1e9, 10]),
            ("10:20", [9, 21], [10, 15, 20]),
            ("@10:20", [10, 15, 20], [9, 21]),
            ("@10", [0, 10], [-1, 11]),
            ("@~:0", [0, -3], [1]),
            (":10", [-1, 11], [0, 10]),
            ("-5:-1.5", [-6, -1, 0], [-5, -1.5]),
            ("0", [1, -1], [0]),
            ("~:", [], [-1e9, 1e9]),
        ])
    func alerts(text: String, alerting: [Double], content: [Double]) throws {
        let range = try PluginRange(text)
        #expect(range.text == text)
        for value in alerting { #expect(range.alerts(at: value), "\(value)") }
        for value in content { #expect(!range.alerts(at: value), "\(value)") }
    }

    @Test(
        "a malformed plugin range is refused",
        arguments: [
            "", ":", "@", "~", "x", "1:x", "x:1", "1:2:3", "10%", "1e3", "inf", "nan", "+1", "1.", ".5", "1 ", "5s",
            "@@1", "--1", "1-", "0x10", "\u{661}",
        ])
    func refusal(text: String) {
        #expect(throws: PluginRangeError.self) { try PluginRange(text) }
    }

    @Test("a bad plugin range is refused with what is wrong and what to write")
    func order() {
        let turned = #expect(throws: PluginRangeError.self) { try PluginRange("20:10") }
        #expect(turned?.description == "20:10 is no range: it ends before it begins")
        let error = #expect(throws: PluginRangeError.self) { try PluginRange("-3") }
        #expect(error?.description == "-3 is no range: it ends below 0, where it begins; write ~:-3")
        let none = #expect(throws: PluginRangeError.self) { try PluginRange("lots\n") }
        #expect(
            none?.description
                == "lots\\u{a} is no range: 10, 10:, ~:10, 10:20 or @10:20 is expected, in numbers without a unit")
    }
}
