import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The text of a notice to the fleet")
struct NoticeTextTests {
    static let run = ServerIdentity(systemIdentifier: SystemIdentifier(.max), startedMicroseconds: .max)
    static let words: [FleetNotice.Word] = [
        .rollCall, .present(nil), .present(IPAddress("fdaa::2")), .drain(for: .milliseconds(12_345)),
        .keep(for: .zero), .held, .kept, .failed("web-2: open transactions did not end"), .end(.aborted),
        .end(.finished), .cutoverCall(run), .expect(run), .expecting, .adopt(run), .adopted,
    ]

    private static func notice(_ word: FleetNotice.Word, name: String = "web-1:6432") -> FleetNotice {
        FleetNotice(
            sender: FleetSender(name: name, run: .max), sequence: 42, move: MoveID(0xFE), word: word)
    }

    @Test("a notice's text is read as it was written", arguments: words)
    func roundTrip(word: FleetNotice.Word) throws {
        let body = NoticeText.body(Self.notice(word), issuedMicroseconds: -5)
        let signature = String(repeating: "a", count: 64)
        let parts = try #require(NoticeText.parts(of: "\(body) \(signature)"))
        #expect(parts.body == body && parts.signature == signature)
        let read = try #require(NoticeText.read(body))
        #expect(read.notice == Self.notice(word))
        #expect(read.issuedMicroseconds == -5)
    }

    @Test("a notice's text fits into NOTIFY, however long its name or reason")
    func bounds() throws {
        let long = Self.notice(
            .failed(String(repeating: "é\n", count: 2_000)),
            name: NoticeText.name("a b\n'" + String(repeating: "x", count: 500)))
        let body = NoticeText.body(long, issuedMicroseconds: .max)
        #expect(body.utf8.count + 65 <= NoticeText.mostBytes)
        #expect(!body.contains("\n"))
        let read = try #require(NoticeText.read(body))
        #expect(read.notice.sender.name.hasPrefix("a_b__xxx"))
        guard case .failed(let reason) = read.notice.word else { return #expect(Bool(false)) }
        #expect(reason.utf8.count <= 400)
    }

    @Test(
        "a notice's text with a missing, bad or unknown field is refused",
        arguments: [
            "", "pointsman1", "pointsman2 a 1 2 3 4 held", "pointsman1 a 1 2 3 4", "pointsman1 a 1 x 3 4 held",
            "pointsman1 a 1 2 3 4 dance", "pointsman1 a 1 2 3 4 drain -1", "pointsman1 a 1 2 3 4 drain 86400000001",
            "pointsman1 a 1 2 3 4 end never", "pointsman1 a zz 2 3 4 held",
        ])
    func malformed(body: String) {
        #expect(NoticeText.read(body) == nil)
    }

    @Test("a notice without a signature of the right length, or too long, is refused")
    func parts() {
        #expect(NoticeText.parts(of: "pointsman1 a 1 2 3 4 held abc") == nil)
        #expect(NoticeText.parts(of: "other \(String(repeating: "a", count: 64))") == nil)
        let long = "pointsman1 \(String(repeating: "x", count: 1_000)) \(String(repeating: "a", count: 64))"
        #expect(NoticeText.parts(of: long) == nil)
    }

    @Test("a fleet's channel is named after the fleet, and names are quoted in its statements")
    func channel() {
        #expect(FleetStatement.channel(fleet: nil) == "pointsman")
        #expect(FleetStatement.channel(fleet: "shop") == "pointsman_shop")
        #expect(FleetStatement.channel(fleet: String(repeating: "s", count: 90)).utf8.count == 63)
        #expect(FleetStatement.listen("a\"b").hasPrefix("LISTEN \"a\"\"b\"; "))
        #expect(FleetStatement.notify("it's", channel: "c").hasSuffix("pg_notify('c', 'it''s')"))
    }
}
