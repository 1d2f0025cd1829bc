import PointsmanCore
import PointsmanFormats

extension ConfigurationBuilder {
    /// The lines of `[databases]`. One with an error is left out, and the error says in which line of which file.
    mutating func databaseEntries() -> [Configuration.DatabaseEntry] {
        var entries: [Configuration.DatabaseEntry] = []
        for line in databaseLines {
            let origin = ConfigurationOrigin.file(line.origin)
            if let first = databaseLines.first(where: { $0.key == line.key }), first.origin != line.origin {
                values.complain(at: origin, "\(printable(line.key)) is given twice, first in \(first.origin): keep one")
                continue
            }
            do throws(ConfiguredDatabase.Flaw) {
                entries.append(.init(line: try ConfiguredDatabase(name: line.key, line: line.value), origin: origin))
            } catch {
                values.complain(at: origin, error.sentence)
            }
        }
        return entries
    }

    /// Checks the lines against the other keys.
    mutating func checkDatabases(_ configuration: Configuration) {
        for entry in configuration.databaseEntries {
            if let words = complaint(about: entry.line, configuration) { values.complain(at: entry.origin, words) }
        }
    }

    private func complaint(about line: ConfiguredDatabase, _ configuration: Configuration) -> String? {
        let name = printable(line.name)
        if line.name == configuration.writeDatabase {
            if line.route != .writes {
                return
                    "\(name) is the database of database_url, which follows the primary: leave host, port and route out, or "
                    + "give the line another name"
            }
            if let database = line["dbname"], database != configuration.database.database {
                return "\(name) is the database of database_url, and has another dbname: database_url names it"
            }
            if line["user"] != nil || line["password"] != nil {
                return
                    "\(name) is the database of database_url, whose user and password PgBouncer has: leave user and password out"
            }
        }
        if line.name == configuration.readDatabase, line.route != .reads {
            return
                "\(name) is the name for reads (read_database): give its line route=reads, without a host, or choose another "
                + "read_database"
        }
        if case .attached(_, let ini) = configuration.pooler {
            if line.isSecret {
                return
                    "\(name) has a password, and an attached PgBouncer's user may be another than Pointsman's, so that "
                    + "anybody would have to be let read it: give the password in PgBouncer's auth_file"
            }
            if line.isEveryOther, ini == nil {
                return "* takes pooler_ini with an attached PgBouncer: its own ini says which databases are others'"
            }
        }
        guard configuration.policy.fleetConnections != nil, line.route != .own else { return nil }
        let sizes = ["pool_size", "min_pool_size", "reserve_pool", "reserve_pool_size", "max_db_connections"]
        if let key = sizes.first(where: { line[$0] != nil }) {
            return "\(key) of \(name) has no say beside fleet_connections, which sizes the pools: leave one of them out"
        }
        return line.isEveryOther
            ? "* opens as many pools as clients ask for, so fleet_connections can't divide the connections: leave one of them out"
            : nil
    }
}
