import PointsmanCore
import PointsmanFormats
import Testing

@testable import PointsmanAgent

@Suite("The signature of a notice")
struct NoticeSignatureTests {
    private static let signature = NoticeSignature(secret: Secret("0123456789abcdef"), channel: "pointsman")
    private static let notice = FleetNotice(
        sender: FleetSender(name: "web-1", run: 7), sequence: 1, move: MoveID(9), word: .drain(for: .seconds(5)))

    @Test("a notice is signed with the HMAC-SHA256 that openssl computes")
    func known() {
        // printf 'pointsman\n%s' BODY | openssl dgst -sha256 -hmac 0123456789abcdef
        let payload = Self.signature.payload(of: Self.notice, issuedMicroseconds: 1_000)
        #expect(
            payload.hasPrefix(
                "pointsman1 web-1 0000000000000007 1 1000 0000000000000009 drain 5000000 "))
        #expect(payload.hasSuffix(" 76e624db66e42649a3898bbcb47223f8a23918672d3e8e546e9fc5700cadc540"))
        #expect(Self.signature.open(payload)?.notice == Self.notice)
        #expect(Self.signature.open(payload)?.issuedMicroseconds == 1_000)
    }

    @Test("a notice is refused if a byte, the secret or the channel differs")
    func refused() {
        let payload = Self.signature.payload(of: Self.notice, issuedMicroseconds: 1_000)
        #expect(Self.signature.open(payload.replacing("5000000", with: "9000000")) == nil)
        #expect(Self.signature.open(payload.replacing(" 1000 ", with: " 2000 ")) == nil)
        #expect(Self.signature.open(String(payload.dropLast()) + "g") == nil)
        #expect(NoticeSignature(secret: Secret("0123456789abcdeF"), channel: "pointsman").open(payload) == nil)
        #expect(NoticeSignature(secret: Secret("0123456789abcdef"), channel: "pointsman_x").open(payload) == nil)
        #expect(!payload.contains("0123456789abcdef"))
    }
}
