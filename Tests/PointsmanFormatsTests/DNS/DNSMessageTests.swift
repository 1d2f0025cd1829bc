import PointsmanCore
import PointsmanFormats
import Testing

@Suite("DNS messages")
struct DNSMessageTests {
    private static let address = [UInt8](repeating: 0, count: 15) + [1]

    @Test("a DNS message is read with header, question and records")
    func whole() throws {
        let bytes = WireMessage(answers: 1).record(28, Self.address).bytes
        let message = try #require(DNSMessage(bytes))
        #expect(message.responseCode == 0)
        #expect(!message.isTruncated)
        #expect(message.questions.map(\.name) == ["db.internal"])
        #expect(
            message.answers == [
                DNSRecord(
                    name: "db.internal", type: 28, timeToLiveSeconds: 5, data: .address(.v6(high: 0, low: 1)))
            ])
    }

    @Test("each kind of DNS record data is read")
    func data() throws {
        let host = WireMessage.name("A.Db.internal")
        let table: [(UInt16, [UInt8], DNSRecord.Data)] = [
            (1, [192, 0, 2, 1], .address(.v4(0xC000_0201))),
            (16, WireMessage.strings(["iad,", "fra"]), .text("iad,fra")), (16, [], .text("")),
            (16, [2, 0xFF, 0x41], .text("\u{FFFD}A")),
            (
                33, [0, 1, 0, 2, 0x15, 0x39] + host,
                .service(DNSService(priority: 1, weight: 2, port: 5433, target: "a.db.internal"))
            ),
            (5, host, .alias("a.db.internal")), (5, [1, 65, 0xC0, 12], .alias("a.db.internal")),
            (5, [0], .alias("")), (5, [3, 97, 46, 0xFF, 0], .alias("a\\046\\255")), (99, [1, 2, 3], .other),
        ]
        for (type, bytes, expected) in table {
            let message = try #require(DNSMessage(WireMessage(answers: 1).record(type, bytes).bytes), "type \(type)")
            #expect(message.answers.map(\.data) == [expected])
        }
    }

    @Test("a DNS record of another class is not decoded, and a TTL with the top bit is zero")
    func oddities() throws {
        let bytes = WireMessage(answers: 1).record(1, class: 3, seconds: 1 << 31, [9]).bytes
        let record = try #require(DNSMessage(bytes)?.answers.first)
        #expect(record.data == .other)
        #expect(record.timeToLiveSeconds == 0)
    }

    @Test(
        "a DNS message keeps its response code",
        arguments: [(0x8182, 2), (0x8183, 3), (0x8185, 5)] as [(UInt16, UInt8)])
    func failure(flags: UInt16, code: UInt8) {
        #expect(DNSMessage(WireMessage(flags: flags, answers: 0).bytes)?.responseCode == code)
    }

    @Test("a malformed DNS message is refused")
    func broken() {
        let long: [UInt8] = Array(repeating: [63] + [UInt8](repeating: 97, count: 63), count: 4).joined() + [0]
        let table: [(String, [UInt8])] = [
            ("nothing", []), ("a question, no answer", WireMessage(flags: 0x0100, answers: 0).bytes),
            ("fewer records than counted", WireMessage(answers: 2).record(28, Self.address).bytes),
            ("65,535 records, none there", WireMessage(answers: .max).bytes),
            ("an A record of three bytes", WireMessage(answers: 1).record(1, [1, 2, 3]).bytes),
            ("an A record of five bytes", WireMessage(answers: 1).record(1, [1, 2, 3, 4, 5]).bytes),
            ("an AAAA record of four bytes", WireMessage(answers: 1).record(28, [1, 2, 3, 4]).bytes),
            ("data longer than the message", WireMessage(answers: 1).record(99, [1], count: 2).bytes),
            ("a string longer than its record", WireMessage(answers: 1).record(16, [5, 97]).bytes),
            ("an alias with bytes behind it", WireMessage(answers: 1).record(5, [1, 97, 0, 0]).bytes),
            ("an alias that runs on past its record", WireMessage(answers: 1).record(5, [1, 97, 0], count: 2).bytes),
            ("a service without a target", WireMessage(answers: 1).record(33, [0, 1, 0, 2, 0, 3]).bytes),
            ("a pointer to itself", WireMessage(answers: 1).record(1, name: [0xC0, 29], [1, 2, 3, 4]).bytes),
            ("a pointer forwards", WireMessage(answers: 1).record(1, name: [0xC0, 31], [1, 2, 3, 4]).bytes),
            (
                "a pointer out of the message",
                WireMessage(answers: 1).record(1, name: [0xFF, 0xFF], [1, 2, 3, 4]).bytes
            ),
            (
                "a label and back to it",
                WireMessage(answers: 1).record(1, name: [1, 97, 0xC0, 29], [1, 2, 3, 4]).bytes
            ),
            ("half a pointer", WireMessage(answers: 1).bytes + [0xC0]),
            ("a label of a reserved kind", WireMessage(answers: 1).record(1, name: [0x41, 0], [1, 2, 3, 4]).bytes),
            ("a name of more than 255 bytes", WireMessage(answers: 1).record(1, name: long, [1, 2, 3, 4]).bytes),
        ]
        for (name, bytes) in table {
            #expect(DNSMessage(bytes) == nil, "\(name)")
        }
    }

    @Test("a DNS message cut off anywhere is refused")
    func cut() {
        let bytes = Self.rich.bytes
        #expect(DNSMessage(bytes)?.answers.count == 5)
        for count in 0..<bytes.count {
            #expect(DNSMessage(Array(bytes.prefix(count))) == nil)
        }
    }

    /// One pointer after the other, each to the one before: without a limit a message could cost millions of steps.
    @Test(
        "a DNS name may pass through 127 compression pointers at most",
        arguments: [(127, true), (128, false), (5_000, false)])
    func pointers(total: Int, isRead: Bool) {
        // The name's own pointer is the first.
        let count = total - 1
        let message = WireMessage(questions: 0, answers: 2)
        let start = message.bytes.count + 11
        var chain: [UInt8] = []
        for index in 0..<count {
            let target: Int = index == 0 ? start : start + 1 + 2 * (index - 1)
            chain += WireMessage.big(0xC000 | UInt16(target))
        }
        let last = WireMessage.big(0xC000 | UInt16(start + 1 + 2 * (count - 1)))
        // The root's name, to which the first pointer leads, and behind it the pointers.
        let bytes = message.record(99, name: [0], [0] + chain).record(99, name: last, []).bytes
        #expect((DNSMessage(bytes) != nil) == isRead)
    }

    @Test("random bytes are a DNS message or refused, never a crash")
    func fuzz() {
        var generator = SeededGenerator(seed: 20_261_124)
        let question = DNSQuestion(.aaaa, "db.internal")
        var readable = 0
        for round in 0..<40_000 {
            var bytes = Self.rich.bytes
            if round.isMultiple(of: 4) {
                bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
                    .random(in: 0...255, using: &generator)
                }
            }
            for _ in 0..<Int.random(in: 0...6, using: &generator) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator)) }
            readable += DNSMessage(bytes) == nil ? 0 : 1
            _ = DNSReply(bytes, to: question)
        }
        #expect(readable > 1_000, "the fuzz reaches the inside: \(readable)")
    }

    private static let rich = WireMessage(answers: 5)
        .record(5, [1, 97, 0xC0, 12]).record(28, address).record(16, WireMessage.strings(["iad", "fra"]))
        .record(33, [0, 1, 0, 2, 0, 3, 1, 98, 0xC0, 12]).record(1, [127, 0, 0, 1])
}

/// Numbers that are the same in every run (splitmix64).
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
