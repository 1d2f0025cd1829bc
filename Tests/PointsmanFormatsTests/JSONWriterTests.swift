import PointsmanFormats
import Testing

@Suite("Written JSON")
struct JSONWriterTests {
    @Test("the JSON writer keeps the order of members and nests")
    func order() {
        let value: JSONValue = ["z": 1, "a": [true, nil, "x", []], "m": ["b": [:], "a": -2]]
        #expect(JSONWriter.text(value) == #"{"z":1,"a":[true,null,"x",[]],"m":{"b":{},"a":-2}}"#)
        #expect(
            JSONWriter.text(["a": [1, "b"], "c": [:]], indented: true)
                == "{\n  \"a\": [\n    1,\n    \"b\"\n  ],\n  \"c\": {}\n}")
    }

    @Test(
        "the JSON writer escapes quotes, control characters, less-than signs and line separators",
        arguments: [
            ("\"\\", #""\"\\""#), ("\n\r\t\u{0}\u{1B}\u{7F}", #""\n\r\t\u0000\u001b\u007f""#),
            ("\r\n", #""\r\n""#), ("\"\u{301}", "\"\\\"\u{301}\""), ("</script>\u{2028}", #""\u003c/script>\u2028""#),
            ("dé🚂", #""dé🚂""#),
        ])
    func escapes(value: String, text: String) {
        #expect(JSONWriter.text(.string(value)) == text)
    }

    @Test("the JSON writer writes whole numbers exactly and refuses infinities and NaN")
    func numbers() {
        #expect(JSONWriter.text(.integer(UInt64.max)) == "18446744073709551615")
        #expect(JSONValue.finite(0.1).map { JSONWriter.text($0) } == "0.1")
        #expect(JSONValue.finite(3).map { JSONWriter.text($0) } == "3")
        #expect(JSONValue.finite(1e300).map { JSONWriter.text($0) } == "1e+300")
        for value in [Double.nan, .infinity, -.infinity] { #expect(JSONValue.finite(value) == nil) }
    }
}
