package import PointsmanCore

/// The file that tells the next run of the agent which members refuse its login: lines of `ADDRESS:PORT FAILURES
/// UNTIL`, the last in nanoseconds since the machine's start (CLOCK_BOOTTIME).
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
    /// The most lines: as many as there may be members.
    private static let most = 64

    package init(_ lines: [Line]) {
        self.lines = lines
    }

    /// Takes the lines that can be parsed: each lost one costs a login.
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
