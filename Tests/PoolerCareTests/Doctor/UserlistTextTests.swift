import PointsmanFormats
import PoolerCare
import Testing

@Suite("A users' file")
struct UserlistTextTests {
    @Test("is read as PgBouncer does: comments, doubled quotes, old extra fields, three kinds of secrets")
    func reading() {
        let text = UserlistText(
            """
            ;comment
            "app" "pw" "left over"
              "od""d"   "p""w"

            "hash" "md50123456789abcdef0123456789abcdef"
            "scram" "SCRAM-SHA-256$4096:c2FsdA==$a:b"
            "nobody" ""
            """)
        #expect(text.users.map(\.name) == ["app", "od\"d", "hash", "scram", "nobody"])
        #expect(text.users.map(\.kind) == [.plain, .plain, .md5, .scram, .none])
        #expect(text.users[1].secret.reveal() == "p\"w")
        #expect(text.brokenLine == nil)
    }

    @Test("ends where PgBouncer ends", arguments: ["app pw", "\"app\"", "\"app\" pw", "\"app", "[users]"])
    func broken(line: String) {
        let text = UserlistText("\"first\" \"x\"\n\(line)\n\"behind\" \"x\"")
        #expect(text.users.map(\.name) == ["first"])
        #expect(text.brokenLine == 2)
    }
}
