import PointsmanFormats
import Testing

@Suite("PgBouncer's dialect of INI")
struct IniReaderTests {
    @Test("the ini reader gives each value with its file and line, through includes")
    func reads() {
        let files = [
            "main": """
            ; a comment
            # another
            [pointsman]
            one = 1
              two=  a = b ; no comment  \t\r
            %include extra
            five = 5
            [pgbouncer] six = 6
            'odd key' =
            """,
            "extra": "three = 3\n[more]\nfour = 4",
        ]
        let document = Self.read(files)
        #expect(document.issues.isEmpty)
        #expect(
            document.entries == [
                Self.entry("pointsman", "one", "1", "main", 4),
                Self.entry("pointsman", "two", "a = b ; no comment", "main", 5),
                Self.entry("pointsman", "three", "3", "extra", 1),
                Self.entry("more", "four", "4", "extra", 3),
                Self.entry("more", "five", "5", "main", 7),
                Self.entry("pgbouncer", "six", "6", "main", 8),
                Self.entry("pgbouncer", "odd key", "", "main", 9),
            ])
        #expect(document.files == ["main", "extra"])
        #expect(document.sections.map(\.name) == ["pointsman", "more", "pgbouncer"])
    }

    @Test(
        "a wrong ini line is reported with its place and what would be right",
        arguments: [
            ("[pointsman\na = 1", 1, "] is missing"), ("a = 1\nb\nc = 2", 2, "write key = value"),
            ("\n= 1", 2, "key = value"), ("'a = 1\n", 1, "second '"), ("%inclde x", 1, "%include FILE"),
            ("%include  \n", 1, "name of a file"), ("a = \u{0}", 1, "UTF-8 without NUL"), ("é = 1", 1, "key = value"),
            ("%include main", 1, "include itself"), ("\n\n%include gone", 3, "does not exist"),
        ])
    func wrong(text: String, line: Int, words: String) {
        let document = Self.read(["main": text])
        #expect(document.issues.first?.origin == IniOrigin(file: "main", line: line))
        #expect(document.issues.first?.sentence.contains(words) == true, "\(document.issues)")
    }

    @Test("the ini reader goes on behind an error and reports all errors")
    func all() {
        let document = Self.read(["main": "x\na = 1\ny\n[z\nb = 2"])
        #expect(document.issues.map(\.origin.line) == [1, 3, 4])
        #expect(document.entries.map(\.key) == ["a", "b"])
    }

    @Test("an ini file that cannot be read is reported as absent, denied or unreadable")
    func unreadable() {
        func kind(_ file: LoadedFile) -> IniIssue.Kind? { IniReader.read("main") { _ in file }.issues.first?.kind }
        #expect(kind(.absent) == .absent)
        #expect(kind(.denied) == .denied)
        #expect(kind(.failed("Input/output error")) == .unreadable)
    }

    @Test("the ini reader ends if files include each other")
    func includes() {
        let text = String(repeating: "%include main\n", count: 100)
        #expect(Self.read(["main": text]).files.count <= 100)
    }

    @Test("random bytes are read as an ini document, never a crash")
    func anyBytes() {
        let alphabet = Array("[]=%include' \n;#a\u{0}\r\t=\\\"".utf8) + [0xFF, 0xC3]
        var numbers = Numbers(seed: 7)
        for _ in 0..<3000 {
            let bytes = (0..<Int(numbers.next() % 40)).map { _ in alphabet[Int(numbers.next() % UInt64(alphabet.count))]
            }
            _ = IniReader.read("main") { _ in .bytes(bytes, mode: 0o600) }
        }
    }

    @Test("the ini reader reads what the ini writer wrote")
    func roundTrip() throws {
        let pairs = [("a", ""), ("b.c-d_*", "x = 'y' ; #"), ("e", "é\t\"\\")]
        var writer = IniWriter()
        writer.comment("two\nlines")
        try writer.section("pgbouncer")
        for (key, value) in pairs { try writer.entry(key, value) }
        let document = Self.read(["main": writer.text])
        #expect(document.issues.isEmpty)
        #expect(document.entries.map(\.key) == pairs.map(\.0))
        #expect(document.entries.map(\.value) == pairs.map(\.1))
    }

    @Test(
        "the ini writer refuses keys and values that the file cannot hold",
        arguments: [
            ("", "1"), ("a b", "1"), ("a\n", "1"), ("'a'", "1"), ("a", "1\n2"), ("a", " 1"), ("a", "1 "), ("a", "1\r"),
            ("a", "\u{0}"),
        ])
    func unwritable(key: String, value: String) {
        var writer = IniWriter()
        #expect(throws: IniWriter.Unwritable.self) { try writer.entry(key, value) }
        #expect(writer.text.isEmpty)
    }

    private static func read(_ files: [String: String]) -> IniDocument {
        IniReader.read("main") { name in files[name].map { .bytes(Array($0.utf8), mode: 0o600) } ?? .absent }
    }

    private static func entry(_ section: String, _ key: String, _ value: String, _ file: String, _ line: Int)
        -> IniEntry
    {
        IniEntry(section: section, key: key, value: value, origin: IniOrigin(file: file, line: line))
    }
}
