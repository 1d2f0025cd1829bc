/// One line of PgBouncer's log as it writes it to standard error:
/// `2026-11-24 20:24:57.899 UTC [14349] WARNING C-0x5560fcb80200: app/app@127.0.0.1:60280 pooler error: …`.
package struct PoolerLogLine: Equatable, Sendable {
    package enum Level: String, Sendable {
        case noise = "NOISE"
        case debug = "DEBUG"
        case log = "LOG"
        case warning = "WARNING"
        case error = "ERROR"
        case fatal = "FATAL"
    }

    package let level: Level
    package let text: String

    /// A line of any other form is a message of level `log` as a whole.
    package init(_ line: String) {
        if let end = line.firstRange(of: "] ")?.upperBound, let space = line[end...].firstIndex(of: " "),
            let level = Level(rawValue: String(line[end..<space]))
        {
            self.level = level
            text = String(line[line.index(after: space)...])
        } else {
            level = .log
            text = line
        }
    }

    /// Whether it reports a server connection that ended under a client or with a server's farewell.
    package var tellsOfLostServer: Bool {
        text.hasSuffix("server conn crashed?") || text.hasSuffix("got packet 'E' from server when not linked")
    }
}
