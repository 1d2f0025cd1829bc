import PointsmanCore
import PointsmanFormats
import PointsmanRecording
import Testing

@Suite("The recording's format")
struct RecordingFormatTests {
    private static let header = RecordingHeader(
        version: "1.2.3", commit: "abc", instance: "app-1:6432", run: 7, number: 3)

    private func items(_ bytes: [UInt8]) throws -> [RecordingItem] {
        var items: [RecordingItem] = []
        try RecordingReader.items(bytes) { item throws(RecordingError) in items.append(item) }
        return items
    }

    private func error(_ bytes: [UInt8]) -> RecordingError? {
        do throws(RecordingError) {
            try RecordingReader.items(bytes) { _ throws(RecordingError) in }
            return nil
        } catch {
            return error
        }
    }

    @Test("what was written is read: header, state, clock, gap and steps with texts of any kind")
    func roundTrip() throws {
        let member = MemberID(address: IPAddress("fdaa::3")!, port: 5432)
        let events: [Event] = [
            .discovery(.failure("a | b % c\nd é = +")), .linkLost(member, .down(.sqlState("57P01"))),
            .linkLost(member, .down(.sqlState("57P01"))), .clientsFailed(count: -3), .wake,
            .notice(
                HeardNotice(
                    FleetNotice(
                        sender: FleetSender(name: "x", run: .max), sequence: 1, move: MoveID(1 << 63),
                        word: .drain(for: .seconds(9))),
                    at: member, age: .milliseconds(-2), listening: .nanoseconds(7))),
        ]
        var writer = RecordingWriter()
        var bytes = writer.header(Self.header)
        bytes += try writer.state(Conductor(policy: Policy()).state, at: Instant(nanoseconds: 5), wallMicroseconds: 99)
        for (index, event) in events.enumerated() {
            bytes += try writer.step(
                event, [.wake(at: Instant(nanoseconds: Int64(index) * 1_000_000)), .publish],
                at: Instant(nanoseconds: 10 + Int64(index)))
        }
        bytes += writer.clock(1_000, at: Instant(nanoseconds: 20))
        bytes += writer.gap(12)
        let read = try items(bytes)
        #expect(read.first == .header(Self.header))
        #expect(read.suffix(2) == [.clock(wallMicroseconds: 1_000, at: Instant(nanoseconds: 20)), .gap(12)])
        let steps = read.compactMap { if case .step(let step) = $0 { step } else { nil } }
        #expect(try steps.map { try $0.decodedEvent() } == events)
        #expect(steps.map(\.moment.nanoseconds) == [10, 11, 12, 13, 14, 15])
        #expect(try steps[3].decodedDirectives() == [.wake(at: Instant(nanoseconds: 3_000_000)), .publish])
    }

    @Test("a line that was being written when the agent ended is left out")
    func torn() throws {
        var writer = RecordingWriter()
        let header = writer.header(Self.header)
        let state = try writer.state(
            Conductor(policy: Policy()).state, at: Instant(nanoseconds: 5), wallMicroseconds: 99)
        #expect(try items(header + state.dropLast(9)) == [.header(Self.header)])
    }

    @Test("a bad line is told by its number and by what was expected")
    func bad() throws {
        var writer = RecordingWriter()
        let header = writer.header(Self.header)
        let step = try writer.step(.wake, [], at: Instant(nanoseconds: 1))
        #expect(error(header + step) == nil)
        #expect(error(Array("what\n".utf8)) == RecordingError(line: 1, "no recording: it has no header"))
        #expect(error([])?.description == "line 1: the file is empty")
        #expect(error(header + Array("5 ~\n".utf8)) == RecordingError(line: 2, "a slot that was not defined"))
        #expect(error(header + Array(":{wake:{}}\n/1\n".utf8))?.line == 3)
        #expect(error(header + Array(":{wake:{}\n".utf8)) == RecordingError(line: 2, "no shape can be read here"))
        #expect(error(header + Array("{\"at\":1,}\n".utf8))?.line == 2)
    }

    @Test("no bytes whatever make the reader trap")
    func garbage() throws {
        var writer = RecordingWriter()
        var good = writer.header(Self.header)
        good += try writer.step(.discovery(.failure("x")), [.publish], at: Instant(nanoseconds: 1))
        var number: UInt64 = 42
        for _ in 0..<4_000 {
            var bytes = good
            for _ in 0..<3 {
                number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(number >> 33) % bytes.count] = UInt8(truncatingIfNeeded: number >> 20)
            }
            _ = error(bytes)
        }
    }

    @Test(
        "times are written and read as UTC",
        arguments: [
            ("2026-11-30T22:15:00.123Z", Int64(1_796_076_900_123_000)), ("1970-01-01T00:00:00.000Z", 0),
            ("2024-02-29T23:59:59.999Z", 1_709_251_199_999_000),
        ])
    func wall(text: String, microseconds: Int64) {
        #expect(WallTime(microseconds: microseconds).text == text)
        #expect(WallTime(text)?.microseconds == microseconds)
        #expect(WallTime("2026-13-01") == nil)
        #expect(WallTime("yesterday") == nil)
    }
}
