import PointsmanFormats
import Testing

@Suite("A name in a command to PgBouncer's console")
struct ConsoleVerbTests {
    @Test(
        "stands in quotes, and no quote in it ends them",
        arguments: [
            ("app", "\"app\""), ("", "\"\""), ("a\"b", "\"a\"\"b\""), ("\"", "\"\"\"\""),
            ("\"\u{301}; SHUTDOWN", "\"\"\"\u{301}; SHUTDOWN\""),
        ])
    func quoted(name: String, written: String) {
        #expect(ConsoleVerb.quoted(name).utf8.elementsEqual(written.utf8))
    }
}
