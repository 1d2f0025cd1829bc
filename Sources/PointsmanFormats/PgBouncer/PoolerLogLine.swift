package import PointsmanCore

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
        let end = line.firstBytes(of: "] ").map { line.utf8.index(line.startIndex, offsetBy: $0 + 2) }
        if let end, let space = line[end...].utf8.firstIndex(of: UInt8(ascii: " ")),
            let level = Level(rawValue: String(line[end..<space]))
        {
            self.level = level
            text = String(line[line.index(after: space)...])
        } else {
            level = .log
            text = line
        }
    }

    private init(level: Level, text: String) {
        self.level = level
        self.text = text
    }

    /// The same without the value that PgBouncer says to be invalid, if that may be a line of `[databases]` with a password.
    package var withoutLine: PoolerLogLine {
        guard text.hasPrefix("invalid value \""), text.contains("password"),
            let end = text.ranges(of: "\" for parameter ").last?.lowerBound
        else { return self }
        return PoolerLogLine(level: level, text: "invalid value \"...\(text[end...])")
    }

    /// Who it is about, as PgBouncer begins a line of a connection: `S-0x5560fcb80200: database/user@address:port words`.
    private struct Subject {
        let isServer: Bool
        let database: String
        let user: String
        /// Nil where that is a Unix socket.
        let member: MemberID?
    }

    /// The server connection that it tells to have ended under a client or with a server's farewell; nil where it tells none.
    package var lostServer: LostServer? {
        guard text.hasSuffix("server conn crashed?") || text.hasSuffix("got packet 'E' from server when not linked"),
            let subject
        else { return nil }
        return subject.isServer ? subject.member.map { .at($0) } : .of(database: subject.database)
    }

    /// The database of a client that PgBouncer itself has told an error, which it logs once each (`log_pooler_errors`); nil for
    /// any other line.
    package var failedDatabase: String? {
        guard text.hasBytes(of: " pooler error: "), !isOfOwnConsole, let subject, !subject.isServer else { return nil }
        return subject.database
    }

    /// Whether it is about a connection of the agent's own to the console. Such a connection is thrown away after the
    /// command that ends a hold, which PgBouncer tells as an error; a command that has failed the agent tells itself.
    package var isOfOwnConsole: Bool {
        guard let subject else { return false }
        return !subject.isServer && subject.database == "pgbouncer" && subject.user == PgBouncerIni.consoleUser
    }

    private var subject: Subject? {
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[0].hasSuffix(":"), let at = words[1].lastIndex(of: "@"),
            let slash = words[1][..<at].firstIndex(of: "/")
        else { return nil }
        let place = words[1][words[1].index(after: at)...]
        return Subject(
            isServer: words[0].hasPrefix("S-"), database: String(words[1][..<slash]),
            user: String(words[1][words[1].index(after: slash)..<at]), member: MemberID(place))
    }
}

/// What a line tells of a server connection that was lost.
package enum LostServer: Equatable, Sendable {
    case at(MemberID)
    /// It was that of a client of this database.
    case of(database: String)
}
