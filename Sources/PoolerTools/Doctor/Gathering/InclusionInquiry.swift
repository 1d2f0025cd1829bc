import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats

/// Reads an attached PgBouncer's ini file as PgBouncer would, if it is on this machine.
@Reactor
enum InclusionInquiry {
    static func ask(_ configuration: Configuration, _ pooler: Gathered<PoolerFacts>) async -> Gathered<Inclusion> {
        guard case .attached(_, let named) = configuration.pooler else {
            return .unseen("the agent itself writes a managed PgBouncer's ini file")
        }
        guard PoolerPlace(configuration).isHere else {
            return .unseen("PgBouncer runs on another machine, as far as pooler_console tells")
        }
        guard let ini = named ?? pooler.value?.settings["conffile"], ini.hasPrefix("/") else {
            return .unseen("where PgBouncer's ini file is is not known: pooler_ini is not set")
        }
        let (file, database) = (configuration.databasesFile, configuration.writeDatabase)
        return await offReactor {
            let document = IniReader.read(ini, load: Disk.load)
            guard document.files.contains(ini) else {
                return .unseen("\(ini) can't be read by this user")
            }
            let ours = IniReader.read(file, load: Disk.load)
            let own = document.entries(of: "databases").filter { $0.origin.file != file }
            return .seen(
                Inclusion(
                    ini: ini, isIncluded: document.files.contains(file),
                    hasDatabase: ours.entries(of: "databases").contains { $0.key == database },
                    fallback: own.last { $0.key == "*" }.map { fallback($0.value) }, others: own.map(\.key)))
        }
    }

    private nonisolated static func fallback(_ text: String) -> Inclusion.Fallback {
        let line = DatabaseLine(name: "*", connectionString: text)
        return Inclusion.Fallback(host: line?["host"], port: line?["port"].flatMap { UInt16($0) } ?? 5432)
    }
}
