import Logging
import PointsmanAgent
import Testing

@Suite("The brake on repeated log lines")
struct RepeatedLinesTests {
    private let line = RepeatedLines.Line(.error, "PgBouncer: it ended")

    @Test("a repeated log line is written a few times, then counted, and its count is told after a minute")
    func counted() {
        var lines = RepeatedLines()
        let start = ContinuousClock.now
        for _ in 0..<RepeatedLines.most { #expect(lines.take(line, at: start) == .write) }
        #expect(lines.take(line, at: start) == .withhold(until: start + .seconds(60)))
        for second in 1...72 { #expect(lines.take(line, at: start + .milliseconds(second)) == .count) }
        #expect(lines.settled(at: start + .milliseconds(59_999)) == [])
        #expect(
            lines.settled(at: start + .seconds(60)) == [
                .init(.error, "PgBouncer: it ended \u{2026} 73 more times in 60 s")
            ])
        #expect(lines.take(line, at: start + .seconds(60)) == .write)
    }

    @Test("log lines with another level or text are counted apart")
    func others() {
        var lines = RepeatedLines()
        let now = ContinuousClock.now
        for _ in 0...RepeatedLines.most { _ = lines.take(line, at: now) }
        #expect(lines.take(.init(.warning, line.message), at: now) == .write)
        #expect(lines.take(.init(.error, line.message + "."), at: now) == .write)
    }

    @Test("log lines that were withheld are told at the end")
    func end() {
        var lines = RepeatedLines()
        for _ in 0..<RepeatedLines.most + 2 { _ = lines.take(line, at: .now) }
        #expect(lines.settled(at: nil).map(\.message) == ["PgBouncer: it ended \u{2026} 2 more times in 60 s"])
        #expect(lines.settled(at: nil) == [])
    }

    @Test("log lines are written uncounted if there are too many kinds to watch")
    func capacity() {
        var lines = RepeatedLines()
        let now = ContinuousClock.now
        for number in 0..<1_000 { #expect(lines.take(.init(.info, "\(number)"), at: now) == .write) }
        for _ in 0..<100 { #expect(lines.take(line, at: now) == .write) }
        #expect(lines.settled(at: now + .seconds(60)) == [])
        for _ in 0..<RepeatedLines.most { _ = lines.take(line, at: now) }
        #expect(lines.take(line, at: now) != .write)
    }
}
