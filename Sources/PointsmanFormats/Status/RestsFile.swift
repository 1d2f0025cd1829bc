package import PointsmanCore

/// The file by which the next run of the agent knows which members refuse it: a line `ADDRESS:PORT FAILURES UNTIL` each, the last
/// in nanoseconds of the machine's clock since it was started (CLOCK_BOOTTIME).
package struct RestsFile: Equatable, Sendable {
    package struct Line: Equatable, Sendable {
        package let member: MemberID
        package let failures: Int
        package let until: Int64

        package init(member: MemberID, failures: Int, until: Int64) {
            self.member = member
            self.failures = failures
            self.until = until
        }
    }

    package let lines: [Line]
    /// As many as there may be members.
    private static let most = 64

    package init(_ lines: [Line]) {
        self.lines = lines
    }

    /// Takes the lines that can be read: what is lost costs one login each.
    package init(reading text: String) {
        lines = text.split(separator: "\n").prefix(Self.most).compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let member = MemberID(words[0]), let failures = Int(words[1]),
                (1...1_000_000).contains(failures), let until = Int64(words[2]), until >= 0
            else { return nil }
            return Line(member: member, failures: failures, until: until)
        }
    }

    package var text: String {
        lines.map { "\($0.member) \($0.failures) \($0.until)\n" }.joined()
    }
}
