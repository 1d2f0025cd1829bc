package import Logging

/// A counter of identical log lines, which lets only the first ones of a minute through.
package struct RepeatedLines: Sendable {
    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    package struct Line: Hashable, Sendable {
        package let level: Logger.Level
        package let message: String
        package let fields: [Field]

        package init(_ level: Logger.Level, _ message: String, fields: [Field] = []) {
            self.level = level
            self.message = message
            self.fields = fields
        }
    }

    /// The treatment of one line.
    package enum Verdict: Equatable, Sendable {
        case write
        /// Don't write it: it is the first one of its minute that is withheld. Afterwards ``settled(at:)`` tells how
        /// many there were.
        case withhold(until: ContinuousClock.Instant)
        case count
    }

    private struct Minute {
        let began: ContinuousClock.Instant
        var written = 0
        var withheld = 0
    }

    /// The most identical lines in a minute that are of any use to a reader.
    package static let most = 30
    package static let window = Duration.seconds(60)
    /// The most different lines that are counted at a time; further ones pass.
    private static let capacity = 128

    private var minutes: [Line: Minute] = [:]

    package init() {}

    package mutating func take(_ line: Line, at now: ContinuousClock.Instant) -> Verdict {
        guard var minute = minutes[line] ?? (minutes.count < Self.capacity ? Minute(began: now) : nil) else {
            return .write
        }
        defer { minutes[line] = minute }
        if minute.written < Self.most {
            minute.written += 1
            return .write
        }
        minute.withheld += 1
        return minute.withheld == 1 ? .withhold(until: minute.began + Self.window) : .count
    }

    /// Ends the minutes that are over.
    /// - Parameter now: the present moment; nil ends all.
    /// - Returns: a line for each message of which lines were withheld, the oldest first.
    package mutating func settled(at now: ContinuousClock.Instant?) -> [Line] {
        let over = minutes.filter { minute in now.map { minute.value.began + Self.window <= $0 } ?? true }
        for line in over.keys { minutes[line] = nil }
        return over.filter { $0.value.withheld > 0 }.sorted { $0.value.began < $1.value.began }.map { line, minute in
            Line(
                line.level,
                "\(line.message) \u{2026} \(minute.withheld) more times in \(Self.window.components.seconds) s")
        }
    }
}
