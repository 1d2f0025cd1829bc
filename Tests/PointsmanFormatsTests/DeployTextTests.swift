import PointsmanFormats
import Testing

@Suite("Texts for deployed files")
struct DeployTextTests {
    @Test(
        "a URL without its passwords is otherwise unchanged",
        arguments: [
            (
                "postgres://svc:PW@db/app?sslmode=verify-ca&x=y", "postgres://svc@db/app?sslmode=verify-ca&x=y",
                "postgres://svc:PASSWORD@db/app?sslmode=verify-ca&x=y", true
            ),
            ("postgres://svc@db/app", "postgres://svc@db/app", "postgres://svc@db/app", false),
            ("postgres://svc:@db", "postgres://svc@db", "postgres://svc@db", false),
            (
                "postgres://svc@db/app?password=x%26&options=a'b", "postgres://svc@db/app?options=a'b",
                "postgres://svc@db/app?password=PASSWORD&options=a%27b", true
            ),
            (
                "postgresql://u@[fdaa::9]:1/é?pass%77ord=x", "postgresql://u@[fdaa::9]:1/é",
                "postgresql://u@[fdaa::9]:1/%C3%A9?pass%77ord=PASSWORD", true
            ),
            (
                "postgres://db/app?user=a&sslpassword=q&sslmode=require", "postgres://db/app?user=a&sslmode=require",
                "postgres://db/app?user=a&sslpassword=PASSWORD&sslmode=require", true
            ),
        ])
    func bareURL(text: String, bare: String, example: String, hadPassword: Bool) {
        let url = BareURL(text)
        #expect(url.text == bare)
        #expect(url.example == example)
        #expect(url.hadPassword == hadPassword)
        #expect(url.hadKeyPassword == text.contains("sslpassword"))
    }

    @Test("a parameter is appended to a URL behind others, or as the first one")
    func adding() {
        #expect(BareURL("postgres://a@b/c").adding("passfile", "/x") == "postgres://a@b/c?passfile=/x")
        #expect(BareURL("postgres://a@b/c?d=e").adding("passfile", "/x") == "postgres://a@b/c?d=e&passfile=/x")
    }

    @Test(
        "text in double quotes is escaped so that YAML and TOML both read it",
        arguments: [
            ("yes", "\"yes\""), ("a\"b\\c", "\"a\\\"b\\\\c\""), ("a\u{85}\u{2028}\t", "\"a\\u0085\\u2028\\u0009\""),
            ("é😀", "\"é\\U0001F600\""), ("\"\u{301}", "\"\\\"\u{301}\""),
        ])
    func quoted(text: String, quoted: String) {
        // By scalars: a combining mark makes texts equal that a reader takes for others.
        #expect(Array(QuotedText.double(text).unicodeScalars) == Array(quoted.unicodeScalars))
    }

    @Test(
        "text of several lines is written as a YAML block if a block can hold it",
        arguments: [
            ("[a]\nb = #: \"\n", "|\n  [a]\n  b = #: \""), ("a\u{85}\n", "\"a\\u0085\\u000A\""),
            (" a\n", "\" a\\u000A\""), ("a", "\"a\""),
        ])
    func lines(text: String, block: String) {
        #expect(QuotedText.lines(text, indent: 2) == block)
    }

    @Test("an escaped field of a password file is read back as it was")
    func passFile() {
        let password = "a:b\\c é"
        let line = "*:*:d:\(PassFile.escaped("u:x")):\(PassFile.escaped(password))\n"
        let found = PassFile(Array(line.utf8)).password(host: .name("h"), port: 1, database: "d", user: "u:x")
        #expect(found == Secret(password))
    }
}
