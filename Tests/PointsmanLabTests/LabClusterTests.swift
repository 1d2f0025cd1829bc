import LinuxReactor
import PointsmanLab
import PostgresClient
import Testing

@Suite("The lab's cluster, on real servers")
struct LabClusterTests {
    @Test("the lab's cluster promotes the candidate with all acknowledged writes after a kill, and heals")
    func promotion() async throws {
        try await withLab { lab in
            let cluster = lab.stack.cluster
            try await cluster.start()
            let first = try await cluster.primary()
            #expect(first.member.region == "iad")
            try await first.administer("create table kept (n int)")
            try await first.administer("insert into kept values (1)")
            await first.kill()
            #expect(!first.isRunning)

            let candidate = try await cluster.promotable(nil)
            #expect(candidate.member.region == "fra")
            try await cluster.promote(candidate)
            let rows = try await candidate.administer("select n from kept")
            #expect(rows.first?.value("n") == "1")
            try await cluster.heal()
            let standbys = try await candidate.administer(
                "select application_name as name, sync_state from pg_stat_replication where state = 'streaming' order by 1"
            )
            #expect(standbys.first?.rows.map { $0.map { $0 ?? "" } } == [["ams", "sync"], ["iad", "async"]])
            #expect(try await cluster.primary() === candidate)
        }
    }

    @Test("the lab's app must prove its password and has no extra rights, and the superuser cannot log in over TCP")
    func rights() async throws {
        try await withLab { lab in
            let cluster = lab.stack.cluster
            try await cluster.startFirst()
            let server = cluster.servers[0]
            let deadline = ContinuousClock.now + .seconds(60)
            let parameters = lab.stack.plan.directConnection(to: server.member)
            let app = try await PostgresConnection.connect(parameters, until: deadline)
            let results = try await app.execute(
                """
                select rolsuper or rolreplication or rolcreaterole as powerful from pg_roles where rolname = current_user;
                select count(*) as grants from pg_auth_members where member = current_user::regrole
                """, until: deadline)
            #expect(results[0].value("powerful") == "f")
            #expect(results[1].value("grants") == "0")
            for (keyword, value) in [("password", "wrong"), ("user", "postgres")] {
                let changed = parameters.map { $0.keyword == keyword ? ($0.keyword, value) : $0 }
                let error = await #expect(throws: PostgresError.self) {
                    _ = try await PostgresConnection.connect(changed, until: deadline)
                }
                #expect(error?.sqlState?.hasPrefix("28") == true)
            }
        }
    }
}

/// Runs `body` with a lab whose agent is never started, and removes it afterwards, whatever happens.
@Reactor
func withLab(_ body: @Reactor (TemporaryLab) async throws -> Void) async throws {
    let lab = try TemporaryLab(agent: AgentProgram(path: "/bin/false"))
    do {
        try await body(lab)
    } catch {
        await lab.remove()
        throw error
    }
    await lab.remove()
}
