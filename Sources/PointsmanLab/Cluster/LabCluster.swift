package import LinuxReactor
import PostgresClient

/// A cluster of a primary and two physical standbys, in three "regions".
///
/// One standby, the *candidate*, is synchronous (`synchronous_standby_names`), so that no acknowledged write is lost
/// when it is promoted.
@Reactor
package final class LabCluster {
    package let plan: LabPlan
    package let servers: [MemberServer]
    /// A copy of the cluster, which only one drill has.
    let clone: MemberServer

    package init(_ plan: LabPlan) {
        self.plan = plan
        servers = plan.members.map { MemberServer($0, of: plan) }
        let spare = plan.spare
        clone = MemberServer(
            LabMember(number: spare.number, region: "clone", address: spare.address, machineID: spare.machineID),
            of: plan)
    }

    /// Starts each server that does not run, from nothing if there is no data yet, and returns when the cluster is
    /// complete.
    package func start() async throws(LabError) {
        if !servers[0].isInitialised { try await startFirst() }
        // An old primary beside a running one would come up as a second primary: `heal` copies it instead.
        if !servers.contains(where: \.isRunning) {
            for server in servers where server.isInitialised { try server.start() }
        }
        try await heal()
    }

    /// Makes the first member from nothing: the app's role and database, and the role for replication.
    package func startFirst() async throws(LabError) {
        try await servers[0].initialise()
        try servers[0].start()
        try await furnish(servers[0])
    }

    /// Makes the roles and the database in a fresh cluster.
    func furnish(_ server: MemberServer) async throws(LabError) {
        try await server.administer("create role app login password '\(plan.appPassword)'")
        try await server.administer("create role replicator login replication password '\(plan.replicatorPassword)'")
        try await server.administer("create database app owner app")
    }

    /// Waits until ``startFirst()`` in another process has ended. Throws after a minute.
    func untilFurnished(_ server: MemberServer) async throws(LabError) {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let answer = try await server.administer("select from pg_database where datname = 'app'")
            if answer.first?.rows.isEmpty == false { return }
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
        throw LabError("\(server.member.region) has no database app")
    }

    /// The running server that is out of recovery; if there are several, the one on the highest timeline. Throws if
    /// there is none.
    package func primary() async throws(LabError) -> MemberServer {
        var best: (server: MemberServer, timeline: Int)?
        for server in servers where server.isRunning {
            let answer = try await server.administer(
                """
                select case when pg_is_in_recovery() then null
                else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end as timeline
                """)
            guard let timeline = answer.first?.value("timeline").flatMap({ Int($0) }) else { continue }
            if timeline > best?.timeline ?? 0 { best = (server, timeline) }
        }
        guard let best else { throw LabError("no server of the lab is a primary: `pointsman-lab promote` makes one") }
        return best.server
    }

    /// The standby to promote when `primary` is lost: the next member in their order.
    package func candidate(for primary: MemberServer) -> MemberServer {
        let index = servers.firstIndex { $0 === primary }!
        return servers[(index + 1) % servers.count]
    }

    /// Ends every server.
    package func stop() async {
        for server in servers { await server.stop() }
    }

    /// Ends every server, and removes their data.
    package func remove() async {
        for server in servers { await server.retire() }
        await dismissGuests()
        for server in servers { await server.removeData() }
        await Program.remove(plan.dataFolder)
    }
}
