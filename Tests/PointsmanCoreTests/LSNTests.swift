import PointsmanCore
import Testing

@Suite("A log position")
struct LSNTests {
    @Test("reads and writes PostgreSQL's form", arguments: ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "1/A"])
    func roundTrip(text: String) throws {
        #expect(try #require(LSN(text)).description == text)
    }

    @Test(
        "refuses what is not one",
        arguments: [
            "", "/", "1", "1/", "/1", "1/2/3", "g/0", "+1/0", "-1/0", "-0/0", "0/-0", "123456789/0",
        ])
    func refusal(text: String) {
        #expect(LSN(text) == nil)
    }

    @Test("orders by bytes, not by letters")
    func order() throws {
        #expect(try #require(LSN("9/FF")) < #require(LSN("10/0")))
    }
}
