import LinuxReactor
import PostgresClient

/// A tablespace of the primary on a file system of its own. It can be filled while data and log still have room, as a
/// volume fills before anything crashes.
///
/// It is *in place* (PostgreSQL manual, 20.17, `allow_in_place_tablespaces`): all servers of the lab see the same
/// folders, and a tablespace with a path would be the same folder for all.
@Reactor
final class SmallTablespace {
    nonisolated static let name = "small"
    private nonisolated static let megabytes = 4

    let disk: SmallDisk
    private let server: MemberServer

    /// Makes it on `server`, and lets the app make tables in it.
    init(on server: MemberServer) async throws(LabError) {
        let name = Self.name
        self.server = server
        let connection = try await server.administrator()
        var folder: String?
        do {
            let deadline = ContinuousClock.now + .seconds(60)
            // In separate texts, since it can't run within a transaction.
            for sql in [
                "set allow_in_place_tablespaces = on", "create tablespace \(name) location ''",
                "grant create on tablespace \(name) to app",
            ] { _ = try await connection.execute(sql, until: deadline) }
            folder = try await connection.execute(
                """
                select 'pg_tblspc/' || oid || '/' || pg_ls_dir('pg_tblspc/' || oid) as folder
                from pg_tablespace where spcname = '\(name)'
                """, until: deadline
            ).first?.value("folder")
        } catch {
            throw LabError("\(server.member.region) makes no tablespace: \(error)")
        }
        guard let folder else { throw LabError("\(server.member.region) has no folder for its tablespace") }
        disk = SmallDisk(folder: "\(server.data)/\(folder)")
        try await disk.mount(megabytes: Self.megabytes, log: server.log)
    }

    /// Removes it; its tables must have been dropped.
    func remove() async {
        disk.free()
        await disk.unmount(log: server.log)
        _ = try? await server.administer("drop tablespace if exists \(Self.name)")
    }
}
