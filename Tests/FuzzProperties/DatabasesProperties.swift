import PointsmanCore
import PointsmanFormats

/// The two files that PgBouncer gets from us, made of arbitrary words: each is refused or read back as the same.
enum DatabasesProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var fields = Fields(bytes)
        let (writeName, readName, database) = (fields.next(), fields.next(), fields.next())
        let (member, query, key, value) = (fields.next(), fields.next(), fields.next(), fields.next())
        let route = MemberID(member, port: 5432).map { DatabasesIni.Route(member: $0, connectQuery: query) }
        let databases = DatabasesIni(
            writeName: writeName, readName: readName.isEmpty ? nil : readName, database: database, write: route,
            read: route)
        try check(databases)
        try check(line: value, named: writeName)

        var url = DatabaseURL(user: "app", host: .name("db.internal"), database: database)
        if let given = try? DatabaseURL("postgres://app@db.internal/db?\(value)") { url = given }
        try check(
            PgBouncerIni(
                listenAddress: "127.0.0.1", listenPort: 6432, folder: "/run/p", databasesFile: "/run/p/\(readName)",
                url: url, checkQuery: query, holdTimeout: .seconds(20), keys: [(key, value)]))
    }

    private static func check(_ databases: DatabasesIni) throws(BrokenProperty) {
        guard let text = try? databases.text() else { return }
        let document = try IniProperties.read(written: text)
        try expect(document.sections.map(\.name) == ["databases"], "other sections: \(text)")
        try expect(document.entries.count == databases.databaseLines.count, "other lines: \(text.debugDescription)")
        for (entry, line) in zip(document.entries, databases.databaseLines) {
            try expectSame(entry.key, line.name, "the database's name")
            guard let read = DatabaseLine(name: entry.key, connectionString: entry.value) else {
                throw BrokenProperty("\(entry.value) is no connection string")
            }
            let pairs = line.pairs.filter { !$0.value.isEmpty }
            try expect(read.pairs.map(\.key) == pairs.map(\.key), "other pairs: \(entry.value)")
            for (left, right) in zip(read.pairs, pairs) { try expectSame(left.value, right.value, right.key) }
        }
    }

    /// A line of the operator's is refused, or means the same once it is written anew.
    private static func check(line: String, named name: String) throws(BrokenProperty) {
        guard let read = try? ConfiguredDatabase(name: name, line: line) else { return }
        let again = try? ConfiguredDatabase(name: name, line: read.ownLine)
        try expect(again == read, "another line: \(read.ownLine.debugDescription)")
    }

    private static func check(_ pooler: PgBouncerIni) throws(BrokenProperty) {
        guard let text = try? pooler.text() else { return }
        let document = try IniProperties.read(written: text)
        try expect(document.sections.map(\.name) == ["pgbouncer"], "other sections: \(text)")
        try expect(document.entries.count == pooler.entries.count, "other entries: \(text.debugDescription)")
        for (read, written) in zip(document.entries, pooler.entries) {
            try expectSame(read.key, written.key, "the key")
            try expectSame(read.value, written.value, "the value of \(written.key)")
        }
        try expect(document.files.count == 2, "it includes \(document.files)")
        try expectSame(document.files[1], pooler.databasesFile, "the included file")
    }
}
