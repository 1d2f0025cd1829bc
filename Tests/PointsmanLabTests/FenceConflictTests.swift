import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PointsmanLab
import PostgresClient
import Testing

@Suite("The fence on a standby with conflicting replay")
struct FenceConflictTests {
    @Test("the fence query ends its own session if replay cancels it, and delays replay no longer than its turn")
    func cancelledByReplay() async throws {
        try await withLab { lab in
            let cluster = lab.stack.cluster
            try await cluster.start()
            let primary = try await cluster.primary()
            let standby = cluster.candidate(for: primary)
            let app = try await Self.connect(cluster, primary)

            // As PostgreSQL is set up, replay waits for the fence, which gives up by itself.
            let patient = try await Self.conflict(app, cluster, primary, standby)
            #expect(patient.error?.sqlState == "22P02")
            #expect(patient.stalled < .seconds(20))

            try await standby.administer("alter system set max_standby_streaming_delay = 0")
            try await standby.administer("select pg_reload_conf()")
            let cancelled = try await Self.conflict(app, cluster, primary, standby)
            #expect(["22P02", "40001"].contains(cancelled.error?.sqlState))
        }
    }

    /// Lets the fence wait on the standby, and has the primary remove rows that its snapshot may still see.
    /// - Returns: how the fence ended, and how long the standby took to replay that.
    @Reactor
    private static func conflict(
        _ app: PostgresConnection, _ cluster: LabCluster, _ primary: MemberServer, _ standby: MemberServer
    ) async throws -> (error: PostgresError?, stalled: Duration) {
        for statement in [
            "drop table if exists conflict", "create table conflict as select generate_series(1, 9) as n",
        ] {
            _ = try await app.execute(statement, until: .now + .seconds(60))
        }
        try await replayed(primary, standby)
        let shown = try await standby.administer("select system_identifier as id from pg_control_system()")
        let route = WriteRoute(
            member: MemberID(address: .v4(0x7F00_0001), port: 1),
            systemIdentifier: SystemIdentifier(try #require(shown.first?.value("id").flatMap(UInt64.init))),
            timeline: Timeline(1))
        let waiting = try await connect(cluster, standby)
        let fence = Reactor.task { () -> PostgresError? in
            do throws(PostgresError) {
                _ = try await waiting.execute(FenceStatement.text(for: route), until: .now + .seconds(60))
                return nil
            } catch {
                return error
            }
        }
        while try await standby.administer(
            "select from pg_stat_activity where pid = \(waiting.backendProcessID) and backend_xmin is not null"
        )[0].rows.isEmpty {}
        _ = try await app.execute("delete from conflict", until: .now + .seconds(60))
        _ = try await app.execute("vacuum conflict", until: .now + .seconds(60))
        let began = ContinuousClock.now
        try await replayed(primary, standby)
        return (await fence.value, .now - began)
    }

    @Reactor
    private static func connect(_ cluster: LabCluster, _ server: MemberServer) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            cluster.plan.directConnection(to: server.member), until: .now + .seconds(60))
    }

    /// Suspends until the standby has replayed all that the primary has written.
    @Reactor
    private static func replayed(_ primary: MemberServer, _ standby: MemberServer) async throws {
        let shown = try await primary.administer("select pg_current_wal_insert_lsn() as lsn")
        let lsn = try #require(shown.first?.value("lsn"))
        let deadline = ContinuousClock.now + .seconds(60)
        while try await standby.administer("select pg_last_wal_replay_lsn() >= '\(lsn)' as done").first?.value("done")
            != "t"
        {
            try #require(ContinuousClock.now < deadline)
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
    }
}
