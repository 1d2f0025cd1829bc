import PointsmanCore
import PointsmanFormats

/// Rows of PgBouncer's SHOW commands and of the probe, as `column=value` lines; a column without a line is NULL.
enum RowProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var row: [String: String] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let name = line.prefix { $0 != UInt8(ascii: "=") }
            row[String(decoding: name, as: UTF8.self)] = String(
                decoding: line.dropFirst(name.count + 1), as: UTF8.self)
        }
        try checkPooler { row[$0] }
        try checkMetrics(row)
        if let report = ServerReport(row: { row[$0] }) { try check(report) }
    }

    private static func checkPooler(_ value: (String) -> String?) throws(BrokenProperty) {
        if let database = DatabaseRow(row: value) {
            try expectSame(database.name, value("name") ?? "", "the database's name")
            try expect(database.isPaused == (value("paused") != "0"), "it is not paused as the row says")
        }
        if let pool = PoolRow(row: value) {
            let counts = [
                pool.clientsActive, pool.clientsWaiting, pool.serversActive, pool.serversIdle, pool.serversUsed,
                pool.serversTested, pool.serversLogin,
            ]
            try expect(counts.allSatisfy { $0 >= 0 }, "less than no connection: \(counts)")
            try expect(pool.longestWait >= .zero, "a client has waited for \(pool.longestWait)")
        }
        if let server = ServerRow(row: value) {
            try AddressProperties.check(server.server)
            try AddressProperties.check(server.local)
        }
        if let version = PgBouncerVersion(row: value) {
            try expect(version.major >= 0 && version.minor >= 0, "there is no PgBouncer \(version)")
            try expect(PgBouncerVersion("PgBouncer \(version).0") == version, "\(version) is not read back as the same")
        }
    }

    /// Whatever the rows hold, each line of the metrics is a comment or one sample.
    private static func checkMetrics(_ row: [String: String]) throws(BrokenProperty) {
        let columns = row.keys.sorted()
        var answers = PoolerAnswers()
        for command in ShowCommand.allCases {
            answers[command] = ConsoleRows(columns: columns, rows: [columns.map { row[$0] }])
        }
        for line in MetricsText.text(PoolerMetrics.families(answers)).utf8.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line, as: UTF8.self)
            let isComment = text.hasPrefix("# HELP ") || text.hasPrefix("# TYPE ")
            let value = text.split(separator: " ").last.flatMap { Double($0) }
            try expect(
                isComment || text.hasPrefix("pgbouncer_") && value != nil, "\(text.debugDescription) is no sample")
        }
    }

    private static func check(_ report: ServerReport) throws(BrokenProperty) {
        try expect(!(report.isReadOnly && report.isInRecovery), "a standby counts as read-only by setting")
        if let position = report.lsn { try AddressProperties.check(position) }
        for member in [report.upstream.member, report.endpoint].compactMap(\.self) {
            try AddressProperties.check(member)
        }
        try expect(report.staleness.map { $0 >= .zero } ?? true, "it is ahead of its primary")
    }
}
