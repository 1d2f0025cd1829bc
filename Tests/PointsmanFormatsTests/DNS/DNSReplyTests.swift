import PointsmanCore
import PointsmanFormats
import Testing

@Suite("DNS replies")
struct DNSReplyTests {
    private static let question = DNSQuestion(.a, "DB.internal.")

    @Test("a DNS reply's TTL is the shortest of its records, aliases included")
    func lifetime() {
        let bytes = WireMessage(answers: 3)
            .record(5, seconds: 9, WireMessage.name("other.internal"))
            .record(1, name: WireMessage.name("other.internal"), seconds: 30, [127, 0, 0, 1])
            .record(1, name: WireMessage.name("OTHER.internal"), seconds: 20, [127, 0, 0, 2]).bytes
        let reply = DNSReply(bytes, to: Self.question)
        #expect(reply.answer == .addresses([.v4(0x7F00_0001), .v4(0x7F00_0002)]))
        #expect(reply.timeToLive == .seconds(9))
    }

    @Test("a DNS reply takes only records of the asked name and type")
    func strangers() {
        let bytes = WireMessage(answers: 3)
            .record(1, name: WireMessage.name("evil.internal"), seconds: 1, [127, 0, 0, 1])
            .record(28, seconds: 1, [UInt8](repeating: 1, count: 16)).record(1, seconds: 7, [127, 0, 0, 2]).bytes
        let reply = DNSReply(bytes, to: Self.question)
        #expect(reply == DNSReply(.addresses([.v4(0x7F00_0002)]), timeToLive: .seconds(7)))
    }

    @Test(
        "a DNS reply leaves out addresses that no host can have",
        arguments: [[0, 0, 0, 0], [0, 1, 2, 3], [224, 0, 0, 1], [255, 255, 255, 255]] as [[UInt8]])
    func noHosts(address: [UInt8]) {
        let bytes = WireMessage(answers: 1).record(1, address).bytes
        #expect(DNSReply(bytes, to: Self.question).answer == .addresses([]))
    }

    @Test("a DNS alias that leads to itself is a failure")
    func loop() {
        let bytes = WireMessage(answers: 2)
            .record(5, WireMessage.name("other.internal"))
            .record(5, name: WireMessage.name("other.internal"), WireMessage.name("db.internal")).bytes
        #expect(DNSReply(bytes, to: Self.question).answer == .failure("more than 8 aliases one after the other"))
    }

    @Test("a DNS alias without an address names the next question, unless its target is no host name")
    func openAlias() {
        let open = WireMessage(answers: 1).record(5, WireMessage.name("other.internal")).bytes
        #expect(DNSReply(open, to: Self.question).following == DNSQuestion(.a, "other.internal"))
        let odd = WireMessage(answers: 1).record(5, WireMessage.name("a;b.internal")).bytes
        #expect(DNSReply(odd, to: Self.question).following == nil)
    }

    @Test("a DNS reply without records is an empty answer, and a bad message or code is a failure")
    func nothing() {
        #expect(DNSReply(WireMessage(answers: 0).bytes, to: Self.question).answer == .addresses([]))
        #expect(DNSReply([1, 2], to: Self.question).answer == .failure("2 bytes that are no DNS answer"))
        #expect(
            DNSReply(WireMessage(flags: 0x8182, answers: 0).bytes, to: Self.question).answer
                == .failure("the server answered with code 2"))
    }
}
