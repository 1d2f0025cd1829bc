import PointsmanCore
import Testing

@Suite("Log positions (LSN)")
struct LSNTests {
    @Test(
        "an LSN is read and written in PostgreSQL's form",
        arguments: ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "1/A"])
    func roundTrip(text: String) throws {
        #expect(try #require(LSN(text)).description == text)
    }

    @Test(
        "text that is no LSN is refused",
        arguments: [
            "", "/", "1", "1/", "/1", "1/2/3", "g/0", "+1/0", "-1/0", "-0/0", "0/-0", "123456789/0",
        ])
    func refusal(text: String) {
        #expect(LSN(text) == nil)
    }

    @Test("LSNs are ordered by bytes, not by letters")
    func order() throws {
        #expect(try #require(LSN("9/FF")) < #require(LSN("10/0")))
    }
}
