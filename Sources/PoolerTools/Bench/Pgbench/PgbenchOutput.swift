import PointsmanFormats

/// The output of pgbench on both streams, line by line.
package struct PgbenchOutput: Equatable, Sendable {
    /// The number of successful transactions by its own count; nil if it ended before it told.
    package private(set) var processed: Int?
    /// The number of clients that ended after an error.
    package private(set) var aborted = 0
    private var complaints: [String] = []
    private var isComplaining = false

    private static let mostLines = 6
    /// The beginning of its last message, which adds nothing.
    private static let epilogue = "Run was aborted"

    package init() {}

    /// Its first errors, with the lines that belong to them; nil if there were none.
    package var complaint: String? {
        complaints.isEmpty ? nil : complaints.joined(separator: "\n")
    }

    /// Takes one line.
    /// - Returns: the seconds that have passed if the line reports progress; otherwise nil.
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

    /// Keeps the first lines only: a thousand clients may all report the same.
    private mutating func complain(_ line: some StringProtocol) {
        guard complaints.count < Self.mostLines else { return }
        complaints.append(printable(String(line), most: 400))
    }

    private static func rest(of line: String, after start: String) -> Substring? {
        line.hasPrefix(start) ? line.dropFirst(start.count) : nil
    }
}
