import PointsmanFormats

/// What pgbench says, on both streams, a line at a time.
package struct PgbenchOutput: Equatable, Sendable {
    /// Transactions that succeeded, by its own count; nil where it ended before it told.
    package private(set) var processed: Int?
    /// Clients that gave up at an error.
    package private(set) var aborted = 0
    private var complaints: [String] = []
    private var isComplaining = false

    private static let mostLines = 6
    /// It tells what is known by then.
    private static let epilogue = "Run was aborted"

    package init() {}

    /// Its first complaints, with the lines that belong to them; nil where it had none.
    package var complaint: String? {
        complaints.isEmpty ? nil : complaints.joined(separator: "\n")
    }

    /// Takes one line.
    /// - Returns: the seconds that have passed, where it tells progress.
    package mutating func take(_ line: String) -> Double? {
        if let rest = Self.rest(of: line, after: "progress: ") {
            isComplaining = false
            return Double(rest.prefix { $0 != " " })
        }
        if let rest = Self.rest(of: line, after: "pgbench: error: ") ?? Self.rest(of: line, after: "pgbench: fatal: ") {
            if rest.contains(" aborted ") { aborted += 1 }
            isComplaining = !rest.hasPrefix(Self.epilogue)
            if isComplaining { complain(rest) }
        } else if let rest = Self.rest(of: line, after: "number of transactions actually processed: ") {
            processed = Int(rest.prefix { $0.isASCII && $0.isNumber })
        } else if line.hasPrefix("pgbench") || line.hasPrefix("transaction type: ") {
            isComplaining = false
        } else if isComplaining {
            complain(line)
        }
        return nil
    }

    /// A thousand clients may all say the same.
    private mutating func complain(_ line: some StringProtocol) {
        guard complaints.count < Self.mostLines else { return }
        complaints.append(printable(String(line), most: 400))
    }

    private static func rest(of line: String, after start: String) -> Substring? {
        line.hasPrefix(start) ? line.dropFirst(start.count) : nil
    }
}
