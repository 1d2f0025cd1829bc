import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The closing line of an incident")
struct DecisionTextTests {
    private static let incident = Incident(
        from: MemberID("192.0.2.1:5432")!, to: MemberID("192.0.2.2:5432")!, duration: .milliseconds(2_250),
        held: .milliseconds(900), failed: 12)

    @Test("the closing line says how many clients waited and failed, if either is known")
    func sentence() {
        let head = "writes moved from 192.0.2.1:5432 to 192.0.2.2:5432 after 2.2 s; clients were held for 900 ms"
        #expect(
            DecisionText.sentence(Self.incident, waiting: 16, hearsFailures: true)
                == "\(head), 16 were seen to wait, 12 failed")
        #expect(DecisionText.sentence(Self.incident, waiting: 1) == "\(head), 1 was seen to wait")
        #expect(DecisionText.sentence(Self.incident) == head)
    }

    @Test("the closing line has the number of failed clients as a field, null if it is not known")
    func field() {
        func failed(_ hearsFailures: Bool) -> JSONValue? {
            DecisionText.fields(Self.incident, hearsFailures: hearsFailures).first { $0.name == "failed" }?.value
        }
        #expect(failed(true) == JSONValue.integer(12))
        #expect(failed(false) == JSONValue.null)
    }
}
