/// A line of the agent's log that tells a fact: a command that PgBouncer got, or a decision of the agent's.
struct JournalLine {
    enum Content {
        /// PAUSE of the database for writes, and its end: RESUME, or KILL and DISABLE, which hold no client.
        case paused, resumed
        case reloaded
        case poolerUp
        case decided(AgentDecision)
    }

    /// Nanoseconds since 1970.
    let wall: Int64
    let content: Content

    /// Nil for a line without a time, or about something else.
    init?(_ line: Substring) {
        guard let wall = Self.moment(line), let content = Self.content(line) else { return nil }
        self.wall = wall
        self.content = content
    }

    private static func content(_ line: Substring) -> Content? {
        // Of several processes, which do the same at the same time, the first one speaks for all.
        let place = line.firstRange(of: " PgBouncer: ") ?? line.firstRange(of: " PgBouncer process 1: ")
        if let said = place.map({ line[$0.upperBound...] }) {
            if said.hasPrefix("PAUSE 'app' command") { return .paused }
            if ["RESUME", "KILL", "DISABLE"].contains(where: { said.hasPrefix("\($0) 'app' command") }) {
                return .resumed
            }
            if said.hasPrefix("RELOAD command") { return .reloaded }
            return said.hasPrefix("process up: PgBouncer") ? .poolerUp : nil
        }
        return AgentDecision(line: line).map { .decided($0) }
    }

    /// The time at the line's beginning, such as `2026-11-29T20:49:47.061Z`; nil if there is none.
    private static func moment(_ line: Substring) -> Int64? {
        let text = line.prefix(24)
        let numbers = text.split { !$0.isNumber }.compactMap { Int64($0) }
        guard numbers.count == 7, text.last == "Z" else { return nil }
        let (month, day) = (numbers[1], numbers[2])
        // The year begins in March, as in the algorithm `days_from_civil` of H. Hinnant.
        let year = month > 2 ? numbers[0] : numbers[0] - 1
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
        let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
        return (seconds * 1_000 + numbers[6]) * 1_000_000
    }
}
