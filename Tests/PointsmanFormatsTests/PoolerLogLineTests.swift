import PointsmanFormats
import Testing

@Suite("Lines of PgBouncer's log")
struct PoolerLogLineTests {
    @Test(
        "a line of PgBouncer's log has a level and a text, and reveals a lost server",
        arguments: [
            (
                "2026-11-24 20:24:57.899 UTC [143] WARNING C-0x55: app/app@127.0.0.1:6 pooler error: server conn crashed?",
                PoolerLogLine.Level.warning, true
            ),
            (
                "2026-11-24 20:24:57.899 UTC [143] WARNING S-0x55: a/a@[::1]:5 got packet 'E' from server when not linked",
                .warning, true
            ),
            ("2026-11-24 20:24:57.899 UTC [143] LOG PAUSE 'app' command issued", .log, false),
            ("2026-11-24 20:24:57.899 UTC [143] FATAL unix socket is in use, cannot continue", .fatal, false),
            ("something else", .log, false),
        ])
    func line(text: String, level: PoolerLogLine.Level, tells: Bool) {
        let line = PoolerLogLine(text)
        #expect(line.level == level)
        #expect(line.tellsOfLostServer == tells)
        #expect(text.hasSuffix(line.text))
    }
}
