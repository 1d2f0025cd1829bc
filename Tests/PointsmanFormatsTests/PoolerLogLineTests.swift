import PointsmanCore
import PointsmanFormats
import Testing

@Suite("Lines of PgBouncer's log")
struct PoolerLogLineTests {
    @Test(
        "a line of PgBouncer's log has a level and a text, and tells which server was lost",
        arguments: [
            (
                "2026-11-24 20:24:57.899 UTC [143] WARNING C-0x55: app/app@127.0.0.1:6 pooler error: server conn crashed?",
                PoolerLogLine.Level.warning, LostServer?.some(.of(database: "app"))
            ),
            (
                "2026-11-24 20:24:57.899 UTC [143] WARNING S-0x55: a/a@[::1]:5 got packet 'E' from server when not linked",
                .warning, .at(MemberID("[::1]:5")!)
            ),
            (
                "2026-11-24 20:24:57.899 UTC [143] WARNING S-0x55: a@b/c/d@10.0.0.1:5432 got packet 'E' from server when not linked",
                .warning, .at(MemberID("10.0.0.1:5432")!)
            ),
            (
                "2026-11-24 20:24:57.899 UTC [143] WARNING C-0x55: app_ro/app@unix(7):6432 pooler error: server conn crashed?",
                .warning, .of(database: "app_ro")
            ),
            (
                "2026-11-24 20:24:57.899 UTC [143] WARNING S-0x55: a/a@unix(7):5432 got packet 'E' from server when not linked",
                .warning, nil
            ),
            ("2026-11-24 20:24:57.899 UTC [143] WARNING server conn crashed?", .warning, nil),
            ("2026-11-24 20:24:57.899 UTC [143] LOG PAUSE 'app' command issued", .log, nil),
            ("2026-11-24 20:24:57.899 UTC [143] FATAL unix socket is in use, cannot continue", .fatal, nil),
            ("something else", .log, nil),
        ])
    func line(text: String, level: PoolerLogLine.Level, lost: LostServer?) {
        let line = PoolerLogLine(text)
        #expect(line.level == level)
        #expect(line.lostServer == lost)
        #expect(text.hasSuffix(line.text))
    }

    @Test(
        "a line of PgBouncer's log about the agent's own console is known, and tells no failed client",
        arguments: [
            ("C-0x55: pgbouncer/pointsman-console@unix(7):6432 pooler error: failure", true, nil),
            ("C-0x55: pgbouncer/pointsman-console@127.0.0.1:6 closing because: client close request", true, nil),
            ("C-0x55: pgbouncer/admin@unix(7):6432 pooler error: failure", false, "pgbouncer"),
            ("C-0x55: app/pointsman-console@unix(7):6432 pooler error: failure", false, "app"),
            ("S-0x55: pgbouncer/pointsman-console@unix(7):6432 pooler error: failure", false, nil),
            ("C-0x55: app/app@unix(7):6432 pooler error: failure", false, "app"), ("RESUME command issued", false, nil),
        ] as [(String, Bool, String?)])
    func ownConsole(text: String, isOwn: Bool, failed: String?) {
        let line = PoolerLogLine("2026-11-24 20:24:57.899 UTC [143] WARNING \(text)")
        #expect(line.isOfOwnConsole == isOwn)
        #expect(line.failedDatabase == failed)
    }

    @Test("a database's line that PgBouncer refuses is logged without its values, which may hold a password")
    func refusedLine() {
        let line = PoolerLogLine(
            "2026-11-30 19:42:58.859 UTC [27313] ERROR invalid value \"host='h' x='1' password='s3\" for parameter cret'\" for "
                + "parameter orders in configuration (/run/p.ini:2)")
        #expect(
            line.withoutLine.text == "invalid value \"...\" for parameter orders in configuration (/run/p.ini:2)")
        #expect(line.withoutLine.level == .error)
        let other = PoolerLogLine("2026-11-30 19:42:58.859 UTC [1] ERROR invalid value \"x\" for parameter pool_mode")
        #expect(other.withoutLine == other)
    }
}
