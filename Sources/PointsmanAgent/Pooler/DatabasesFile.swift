import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// `databases.ini`, the one file of PgBouncer's that is rewritten while it runs.
struct DatabasesFile: Sendable {
    let path: String
    let unrouted: DatabasesIni

    /// The databases that are held while no server takes writes.
    var writeNames: [String] { [unrouted.writeName] }

    /// The names of all databases.
    var names: [String] { writeNames + [unrouted.readName].compactMap(\.self) }

    /// The write route that an earlier agent has left in the file; nil if there is none, or it can't be read.
    var route: WriteRoute? {
        (try? AtomicFile.read(path)).flatMap(\.self).flatMap(unrouted.writes)
    }

    /// The member that each database has to lead to with `setting`.
    func targets(of setting: PoolerSetting) -> [(name: String, member: MemberID)] {
        writeNames.map { ($0, setting.writes.member) } + (unrouted.readName.map { [($0, setting.reads)] } ?? [])
    }

    /// What is lost where PgBouncer has lost `server`; nil where that was of a database that is not in the file.
    func connection(_ server: LostServer) -> LostConnection? {
        switch server {
        case .at(let member): .at(member)
        case .of(let database) where writeNames.contains(database): .ofWrites
        case .of(let database): database == unrouted.readName ? .ofReads : nil
        }
    }

    /// Leads writes nowhere again, and reads to `reads`.
    func writeUnrouted(reads: MemberID?) throws {
        var ini = unrouted
        ini.read = reads.map { .init(member: $0) }
        _ = try write(ini)
    }

    /// Writes the file. It is not synced: this happens between the loss of a primary and the release of its clients,
    /// and after a crash of the machine the file is written anew.
    /// - Returns: whether the file was another one before.
    func write(_ setting: PoolerSetting) throws -> Bool {
        try write(ini(for: setting))
    }

    /// Whether the file on disk is the one for `setting`; false if it can't be read.
    func holds(_ setting: PoolerSetting) -> Bool {
        guard let text = try? ini(for: setting).text() else { return false }
        return (try? AtomicFile.read(path)) == text
    }

    private func ini(for setting: PoolerSetting) -> DatabasesIni {
        var ini = unrouted
        ini.write = .init(member: setting.writes.member, connectQuery: FenceStatement.text(for: setting.writes))
        ini.read = .init(member: setting.reads)
        ini.share = setting.share
        return ini
    }

    /// Writes the file. A full disk must not keep clients held: an identical file is not written again, and one that
    /// has no room beside the old one is written over it. Only a loss of power can tear that, and the next start
    /// repairs a damaged file.
    private func write(_ ini: DatabasesIni) throws -> Bool {
        let text = try ini.text()
        if (try? AtomicFile.read(path)) == text { return false }
        do throws(SystemError) {
            try AtomicFile.write(text, to: path, mode: 0o644)
        } catch {
            guard error.code == ENOSPC || error.code == EDQUOT else { throw error }
            try AtomicFile.overwrite(path, with: text)
        }
        return true
    }
}

/// The file of databases before there is a route: PgBouncer does not start if an included file is missing.
enum IncludedFile {
    /// Writes the file without a route. A file of an earlier agent stays as it is, so that its last route goes on,
    /// unless it is damaged, since PgBouncer would not start with it.
    static func write(_ configuration: Configuration) throws(StartError) {
        do {
            let isThere = try AtomicFile.read(configuration.databasesFile) != nil
            let issues = isThere ? IniReader.read(configuration.databasesFile, load: Disk.load).issues : []
            guard !isThere || !issues.isEmpty else { return }
            try AtomicFile.write(unrouted(configuration), to: configuration.databasesFile, mode: 0o644)
        } catch {
            throw error as? StartError ?? StartError(.cannotCreate, "\(error)")
        }
    }

    /// The file's text without a route.
    static func unrouted(_ configuration: Configuration) throws(StartError) -> String {
        do {
            return try configuration.databasesIni.text()
        } catch {
            throw StartError(.configuration, "database_url: \(error.description)")
        }
    }
}
