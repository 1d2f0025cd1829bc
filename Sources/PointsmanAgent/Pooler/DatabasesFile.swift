import LinuxReactor
import PointsmanCore
import PointsmanFormats

/// `databases.ini`, the one file of PgBouncer's that is rewritten while it runs.
struct DatabasesFile: Sendable {
    let path: String
    /// The name under which clients write, and what the database is called on the server.
    let writes: String
    /// The name under which clients read; nil where there is none.
    let reads: String?
    let database: String

    /// Not synced: it is called between the loss of a primary and the release of its clients, and after a crash of the
    /// machine it is written anew.
    func write(_ setting: PoolerSetting) throws(SystemError) {
        try AtomicFile.write(DatabasesIni.text(lines(for: setting)), to: path, mode: 0o644)
    }

    private func lines(for setting: PoolerSetting) -> [DatabaseLine] {
        var lines = [
            DatabaseLine(
                name: writes,
                pairs: Self.target(setting.writes.member, database)
                    + [("connect_query", FenceStatement.text(for: setting.writes))])
        ]
        if let reads {
            lines.append(DatabaseLine(name: reads, pairs: Self.target(setting.reads, database)))
        }
        return lines
    }

    private static func target(_ member: MemberID, _ database: String) -> [(key: String, value: String)] {
        [("host", member.address.description), ("port", String(member.port)), ("dbname", database)]
    }
}
