import PointsmanCore
import PointsmanFormats
import Testing

@Suite("An agent's answer to a peer that lost the primary")
struct PeerDocumentTests {
    private static func said(_ reading: StatusReading) -> PeerWord.Answer {
        PeerDocument.answer(status: 200, body: Array(JSONWriter.text(PeerDocument.json(reading)).utf8))
    }

    @Test("a peer's answer gives the member, the timeline and how old its sight of the primary is")
    func routes() {
        #expect(
            Self.said(SettledStatus.reading())
                == .routes(
                    PeerRoute(
                        member: SettledStatus.primary, systemIdentifier: SystemIdentifier(7_000), timeline: Timeline(3),
                        age: .microseconds(500))))
    }

    @Test("a peer without a route answers that it has none")
    func hasNone() {
        #expect(Self.said(SettledStatus.reading(primaryAnswers: false)) == .hasNone)
    }

    @Test(
        "a peer's answer is unclear if another program gave it or a part is missing",
        arguments: [
            (404, #"{"route": "none"}"#), (503, "starting"), (200, ""), (200, "ok"), (200, #"{"route": 1}"#),
            (200, #"{"route": "perhaps"}"#), (200, #"{"route": "routes"}"#),
            (
                200,
                #"{"route": "routes", "member": "x", "system_identifier": "7", "timeline": 3, "age_microseconds": 1}"#
            ),
            (
                200,
                #"{"route": "routes", "member": "10.0.0.1:5432", "system_identifier": "7", "timeline": 0, "age_microseconds": 1}"#
            ),
            (
                200,
                #"{"route": "routes", "member": "10.0.0.1:5432", "system_identifier": "7", "timeline": 3, "age_microseconds": -1}"#
            ),
            (
                200,
                #"{"route": "routes", "member": "10.0.0.1:5432", "system_identifier": 7, "timeline": 3, "age_microseconds": 1}"#
            ),
        ] as [(Int, String)])
    func unclear(status: Int, body: String) {
        #expect(PeerDocument.answer(status: status, body: Array(body.utf8)) == .unclear)
    }
}
