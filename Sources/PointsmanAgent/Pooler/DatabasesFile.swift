import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// `databases.ini`, the one file of PgBouncer's that is rewritten while it runs.
struct DatabasesFile: Sendable {
    let path: String
    var unrouted: DatabasesIni
    /// The user who owns it where it has secrets; nil for this process's.
    var owner: FileOwner?
    /// The names by which PgBouncer is led to members; nil for their addresses alone.
    var hosts: ServerHosts?

    /// The databases that are held while no server takes writes; those that `*` has opened come to them
    /// (``others(in:besides:)``).
    var writeNames: [String] { unrouted.writeNames }

    /// The databases for reads.
    var readNames: [String] { unrouted.readNames }

    /// The names of all databases that follow a member.
    var names: [String] { writeNames + readNames }

    /// Whether databases that no line names follow the primary.
    var leadsOthers: Bool { unrouted.leadsOthers }

    /// The same without the line `*`.
    var leadingNoOthers: DatabasesFile {
        var file = self
        file.unrouted.lines.removeAll(where: \.isEveryOther)
        return file
    }

    /// The databases of `shown` that PgBouncer has opened by our line `*`, which follow the primary.
    /// - Parameter foreign: the names of other owners' databases.
    func others(in shown: some Sequence<String>, besides foreign: Set<String> = []) -> [String] {
        guard leadsOthers else { return [] }
        let named = Set(names + unrouted.ownNames + [PoolerHouse.ownDatabase])
        return shown.filter { !named.contains($0) && !foreign.contains($0) }.sorted()
    }

    /// The write route that an earlier agent has left in the file; nil if there is none, or it can't be read.
    var route: WriteRoute? {
        (try? AtomicFile.read(path)).flatMap(\.self).flatMap(unrouted.writes)
    }

    /// The member that each database has to lead to with `setting`.
    func targets(of setting: PoolerSetting) -> [(name: String, member: MemberID)] {
        writeNames.map { ($0, setting.writes.member) } + readNames.map { ($0, setting.reads) }
    }

    /// What is lost where PgBouncer has lost `server`; nil where that was of a database that is not in the file.
    func connection(_ server: LostServer) -> LostConnection? {
        switch server {
        case .at(let member): .at(member)
        case .of(let database) where writeNames.contains(database): .ofWrites
        case .of(let database) where readNames.contains(database): .ofReads
        case .of(let database): others(in: [database]).isEmpty ? nil : .ofWrites
        }
    }

    /// Leads writes nowhere again, and reads to `reads`.
    func writeUnrouted(reads: MemberID?) throws {
        var ini = unrouted
        ini.read = reads.map { .init(member: $0, host: hosts?[$0]) }
        _ = try write(ini)
    }

    /// Writes the file. It is not synced: this happens between the loss of a primary and the release of its clients,
    /// and after a crash of the machine the file is written anew.
    /// - Returns: its text, and whether it was another one before.
    func write(_ setting: PoolerSetting) throws -> (text: String, isNew: Bool) {
        try write(ini(for: setting) { hosts?[$0] })
    }

    /// What the file on disk is, beside the one for `setting`.
    func content(for setting: PoolerSetting) -> PoolerSight.File {
        guard let text = (try? AtomicFile.read(path)).flatMap(\.self) else { return .another }
        if (try? ini(for: setting) { hosts?[$0] }.text()) == text { return .asWritten }
        let written = Dictionary(DatabasesIni.hosts(in: text).map { ($0.value, $0.key) }) { first, _ in first }
        return (try? ini(for: setting) { written[$0.address] }.text()) == text ? .outdated : .another
    }

    /// The rows of SHOW DATABASES with the addresses that the names in the file stand for.
    func located(_ rows: [DatabaseRow]) -> [DatabaseRow] {
        let areNames = rows.contains { row in row.host.map { !$0.hasPrefix("/") && IPAddress($0) == nil } ?? false }
        guard areNames, let text = (try? AtomicFile.read(path)).flatMap(\.self) else { return rows }
        let hosts = DatabasesIni.hosts(in: text)
        return rows.map { $0.located(by: hosts) }
    }

    private func ini(for setting: PoolerSetting, hosts: (MemberID) -> String?) -> DatabasesIni {
        var ini = unrouted
        let primary = setting.writes.member
        ini.write = .init(
            member: primary, host: hosts(primary), connectQuery: FenceStatement.text(for: setting.writes))
        ini.read = .init(member: setting.reads, host: hosts(setting.reads))
        ini.share = setting.share
        return ini
    }

    /// Writes the file. A full disk must not keep clients held: an identical file is not written again, and one that
    /// has no room beside the old one is written over it. Only a loss of power can tear that, and the next start
    /// repairs a damaged file.
    private func write(_ ini: DatabasesIni) throws -> (text: String, isNew: Bool) {
        let text = try ini.text()
        if (try? AtomicFile.read(path)) == text { return (text, false) }
        let access = DatabasesAccess(unrouted, owner)
        do throws(SystemError) {
            try AtomicFile.write(text, to: path, mode: access.mode, owner: access.owner)
        } catch {
            guard error.code == ENOSPC || error.code == EDQUOT else { throw error }
            if unrouted.isSecret { chmod(path, access.mode) }
            try AtomicFile.overwrite(path, with: text)
        }
        return (text, true)
    }
}

/// The user and group of a file.
typealias FileOwner = (user: uid_t, group: gid_t)

/// Who may read the file: anybody, unless a line has a password.
private struct DatabasesAccess {
    let mode: mode_t
    let owner: FileOwner?

    init(_ ini: DatabasesIni, _ owner: FileOwner?) {
        mode = ini.isSecret ? 0o600 : 0o644
        self.owner = ini.isSecret ? owner : nil
    }
}

/// The file of databases before there is a route: PgBouncer does not start if an included file is missing.
enum IncludedFile {
    /// Writes the file without a route. A file of an earlier agent stays as it is, so that its last route goes on,
    /// unless it is damaged, since PgBouncer would not start with it.
    /// - Parameter owner: PgBouncer's user, if that is not this process's.
    static func write(_ configuration: Configuration, owner: FileOwner? = nil) throws(StartError) {
        do {
            let isThere = try AtomicFile.read(configuration.databasesFile) != nil
            let issues = isThere ? IniReader.read(configuration.databasesFile, load: Disk.load).issues : []
            guard !isThere || !issues.isEmpty else { return }
            let access = DatabasesAccess(configuration.databasesIni, owner)
            try AtomicFile.write(
                unrouted(configuration), to: configuration.databasesFile, mode: access.mode, owner: access.owner)
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
