/// The transaction log of `pgbench --log`, one line each (PostgreSQL manual, pgbench, "Per-Transaction Logging"):
/// client, number, microseconds or the word for a failure, script, and the end in seconds and microseconds.
package struct PgbenchLog: Equatable, Sendable {
    package private(set) var times: [Duration] = []
    package private(set) var failed = 0
    /// The first start and the last end, in microseconds since 1970.
    private var begin: Int64 = .max
    private var end: Int64 = 0

    package init() {}

    /// The time from the first transaction's start to the last one's end.
    package var span: Duration { .microseconds(max(0, end - begin)) }

    /// Takes one line; an invalid one is ignored.
    package mutating func take(_ line: ArraySlice<UInt8>) {
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.count >= 6, let seconds = Self.number(words[4]), let micros = Self.number(words[5]) else { return }
        let ended = seconds * 1_000_000 + micros
        end = max(end, ended)
        if let elapsed = Self.number(words[2]) {
            times.append(.microseconds(elapsed))
            begin = min(begin, ended - elapsed)
        } else {
            failed += 1
            begin = min(begin, ended)
        }
    }

    package mutating func add(_ other: PgbenchLog) {
        times += other.times
        failed += other.failed
        begin = min(begin, other.begin)
        end = max(end, other.end)
    }

    /// A number of at most fifteen digits; nil for any other word.
    private static func number(_ word: ArraySlice<UInt8>) -> Int64? {
        guard (1...15).contains(word.count) else { return nil }
        var value: Int64 = 0
        for byte in word {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }
}

extension LoadFigures {
    /// The figures of one run of pgbench.
    /// - Parameter code: its exit code; nil if it was killed.
    package init(_ output: PgbenchOutput, _ log: PgbenchLog, code: Int32?) {
        self.init(times: log.times, span: log.span)
        failed = log.failed + output.aborted
        begun = times.count + failed
        switch code {
        case 0:
            if let processed = output.processed, processed != times.count {
                failure = "pgbench's log has \(times.count) of \(processed) transactions: is the disk of TMPDIR full?"
            }
        case nil: failure = output.complaint ?? "pgbench did not end in time"
        case let code?: failure = output.complaint ?? "pgbench ended with \(code)"
        }
        if failure != nil, failed == 0 {
            // At least one transaction did not end.
            failed = 1
            begun += 1
        }
    }
}
