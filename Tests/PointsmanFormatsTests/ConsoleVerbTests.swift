import PointsmanFormats
import Testing

@Suite("A name in a command to PgBouncer's console")
struct ConsoleVerbTests {
    @Test(
        "a name in a console command is quoted, with its own quotes doubled",
        arguments: [
            ("app", "\"app\""), ("", "\"\""), ("a\"b", "\"a\"\"b\""), ("\"", "\"\"\"\""),
            ("\"\u{301}; SHUTDOWN", "\"\"\"\u{301}; SHUTDOWN\""),
        ])
    func quoted(name: String, written: String) {
        #expect(ConsoleVerb.quoted(name).utf8.elementsEqual(written.utf8))
    }
}
