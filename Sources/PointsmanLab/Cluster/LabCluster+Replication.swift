import LinuxReactor
import PostgresClient

/// Promotion, and repair of the cluster.
extension LabCluster {
    /// Makes `server` the primary: promotes it, waits until that is done, and lets the others follow it.
    package func promote(_ server: MemberServer) async throws(LabError) {
        try await server.administer("select pg_promote(true, 60)")
        try await follow(server)
    }

    /// Lets every other running server in recovery follow `primary`. As soon as one streams, it becomes synchronous:
    /// the primary's candidate, or else the first that follows. Until then the new primary commits without.
    package func follow(_ primary: MemberServer) async throws(LabError) {
        var followers: [MemberServer] = []
        for server in servers where server !== primary && server.isRunning {
            let answer = try await server.administer("select pg_is_in_recovery() as standby")
            guard answer.first?.value("standby") == "t" else { continue }
            try await server.administer(
                "alter system set primary_conninfo = '\(primary.connectionForReplication(to: server))'")
            try await server.administer("select pg_reload_conf()")
            followers.append(server)
        }
        let preferred = candidate(for: primary)
        guard let partner = followers.first(where: { $0 === preferred }) ?? followers.first else { return }
        if await streams(partner, from: primary, within: .seconds(10)) {
            try await setSynchronous(partner, on: primary)
        }
    }

    /// Makes commits on `primary` wait for `standby`; nil for no standby.
    package func setSynchronous(_ standby: MemberServer?, on primary: MemberServer) async throws(LabError) {
        let names = standby.map { "FIRST 1 (\($0.member.region))" } ?? ""
        try await primary.administer("alter system set synchronous_standby_names = '\(names)'")
        try await primary.administer("select pg_reload_conf()")
    }

    /// Whether `standby` streams from `primary` within `limit`.
    func streams(_ standby: MemberServer, from primary: MemberServer, within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        let question = """
            select count(*) as streams from pg_stat_replication
            where application_name = '\(standby.member.region)' and state = 'streaming'
            """
        repeat {
            let answer = try? await primary.administer(question)
            if answer?.first?.value("streams") == "1" { return true }
            if !standby.isRunning { return false }
            await Reactor.sleep(until: .now + .milliseconds(20))
        } while ContinuousClock.now < deadline
        return false
    }

    /// Lets `standby` follow `primary`, whose commits wait for it from then on. If it had received more than `primary`
    /// has, and so can't follow, it is copied anew.
    func attach(_ standby: MemberServer, to primary: MemberServer) async throws(LabError) {
        try await standby.administer(
            "alter system set primary_conninfo = '\(primary.connectionForReplication(to: standby))'")
        try await standby.administer("select pg_reload_conf()")
        if await !receives(standby, from: primary, within: .seconds(3)) {
            await standby.kill()
            try await standby.copy(from: primary)
            try standby.start()
            guard await receives(standby, from: primary, within: .seconds(60)) else {
                throw LabError("\(standby.member.region) doesn't follow \(primary.member.region)")
            }
        }
        try await setSynchronous(standby, on: primary)
    }

    /// Whether `standby` reaches the present position of `primary`. A standby on a branch of its own streams for a
    /// moment but never gets there.
    private func receives(_ standby: MemberServer, from primary: MemberServer, within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        guard let lsn = try? await primary.administer("select pg_current_wal_lsn() as lsn").first?.value("lsn") else {
            return false
        }
        let question = """
            select count(*) as receives from pg_stat_replication
            where application_name = '\(standby.member.region)' and flush_lsn >= '\(lsn)'
            """
        repeat {
            let answer = try? await primary.administer(question)
            if answer?.first?.value("receives") == "1" { return true }
            await Reactor.sleep(until: .now + .milliseconds(20))
        } while ContinuousClock.now < deadline
        return false
    }

    /// Whether `standby` is in recovery, like a server that will stream soon.
    private func isStandby(_ standby: MemberServer) async -> Bool {
        guard standby.isRunning else { return false }
        return (try? await standby.administer("select pg_is_in_recovery() as standby"))?.first?.value("standby") == "t"
    }

    /// Repairs the cluster in any state: one primary, and two standbys that stream from it, of which the candidate is
    /// synchronous. A server that can't follow is copied anew.
    package func heal() async throws(LabError) {
        let primary = try await primary()
        for server in servers where server !== primary {
            let isFollowing = await isStandby(server)
            if isFollowing, await streams(server, from: primary, within: .seconds(2)) { continue }
            await server.kill()
            try await server.copy(from: primary)
            try server.start()
            guard await streams(server, from: primary, within: .seconds(60)) else {
                throw LabError("\(server.member.region) doesn't stream from \(primary.member.region)")
            }
        }
        try await setSynchronous(candidate(for: primary), on: primary)
    }

    /// The standby of `region`; without a region, the one after the server that is down, or else after the primary.
    /// Throws if it is none.
    package func promotable(_ region: String?) async throws(LabError) -> MemberServer {
        if let region {
            guard let server = servers.first(where: { $0.member.region == region }) else {
                throw LabError("there is no region \(region): \(plan.members.map(\.region).joined(separator: ", "))")
            }
            guard await isStandby(server) else { throw LabError("\(region) is no running standby") }
            return server
        }
        let primary = try? await primary()
        let before = servers.firstIndex { !$0.isRunning } ?? servers.firstIndex { $0 === primary }
        for offset in 1...servers.count {
            let server = servers[((before ?? 0) + offset) % servers.count]
            if await isStandby(server) { return server }
        }
        throw LabError("there is no running standby to promote")
    }
}
