import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PostgresClient

/// An attached PgBouncer, which may serve databases of other owners: a setting of the whole PgBouncer, or a RELOAD at
/// the wrong moment, could fail their clients.
struct PoolerHouse: Sendable {
    /// Our own databases.
    let names: [String]
    /// PgBouncer's own ini file, if the operator has named it.
    let ini: String?
    /// Our file, which PgBouncer's ini file includes.
    let included: String

    /// The name of the console's own database.
    static let ownDatabase = "pgbouncer"

    /// Whether there is no other database, and none can appear without a RELOAD: an ini file with a database `*`
    /// accepts every name. False if the ini file can't be read.
    @Reactor
    func isOurs(_ console: Console) async throws(PostgresError) -> Bool {
        guard try await others(console).isEmpty, let file = try await file(console) else { return false }
        let document = await offReactor { IniReader.read(file, load: Disk.load) }
        return document.issues.isEmpty && document.files.contains(included)
            && !document.entries(of: "databases").contains { $0.key == "*" }
    }

    /// The names that PgBouncer's own ini gives to databases besides ours; nil if it can't be read. Where our line `*` opens
    /// databases only this tells them from other owners'.
    func foreignNames() async -> Set<String>? {
        guard let ini else { return nil }
        let document = await offReactor { IniReader.read(ini, load: Disk.load) }
        guard document.files.contains(ini), document.files.contains(included) else { return nil }
        return Set(document.entries(of: "databases").map(\.key)).subtracting(names)
    }

    /// The names of other owners' databases.
    @Reactor
    private func others(_ console: Console) async throws(PostgresError) -> [String] {
        try await console.rows(DatabaseRow.self).map(\.name).filter { $0 != Self.ownDatabase && !names.contains($0) }
    }

    /// Waits until a RELOAD harms no other database, as far as that can be seen: until its ini file, which may be in
    /// the middle of a change, names every database that PgBouncer has (PgBouncer drops the clients of one that is
    /// gone), and until no login of another database is under way that RELOAD would end.
    /// - Parameter patience: how long that may take; after that RELOAD is sent anyway.
    /// - Returns: a sentence that says what is still wrong; nil if nothing is.
    @Reactor
    func settle(within patience: Duration, _ console: Console) async throws(PostgresError) -> String? {
        let limit = ContinuousClock.now + patience
        let others = try await others(console)
        guard !others.isEmpty else { return nil }
        let file = try await file(console)
        while true {
            let missing = await missing(others, in: file)
            let hasLogins = missing.isEmpty ? try await hasLogins(of: others, console) : false
            guard hasLogins || !missing.isEmpty else { return nil }
            guard .now < limit else {
                return missing.isEmpty
                    ? nil
                    : "RELOAD ends the clients of \(missing.joined(separator: ", ")): \(file ?? "its ini file") no longer "
                        + "names it, or somebody is writing that file"
            }
            await Reactor.sleep(until: min(limit, .now + .milliseconds(5)))
        }
    }

    private func missing(_ others: [String], in file: String?) async -> [String] {
        guard let file else { return [] }
        let document = await offReactor { IniReader.read(file, load: Disk.load) }
        // An ini file that can't be read says nothing, nor does one of the same path in another container than
        // PgBouncer's.
        guard document.files.contains(file), ini != nil || document.files.contains(included),
            !document.issues.contains(where: { $0.kind != .syntax })
        else { return [] }
        let named = Set(document.entries(of: "databases").map(\.key))
        return named.contains("*") ? [] : others.filter { !named.contains($0) }
    }

    /// Whether RELOAD would end logins: with TLS to the servers it takes everything for changed.
    @Reactor
    private func hasLogins(of others: [String], _ console: Console) async throws(PostgresError) -> Bool {
        let (pools, others) = (try await console.rows(PoolRow.self), Set(others))
        guard pools.contains(where: { others.contains($0.database) && $0.serversLogin > 0 }) else { return false }
        return try await console.setting("server_tls_sslmode") != "disable"
    }

    /// The ini file's path: as the operator has named it, otherwise as PgBouncer does, where it may be in another
    /// container.
    @Reactor
    private func file(_ console: Console) async throws(PostgresError) -> String? {
        if let ini { return ini }
        let named = try await console.setting("conffile")
        return named.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
}
