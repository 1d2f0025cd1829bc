package import LinuxReactor
import PointsmanLoad
import PostgresClient

/// A drill with a cutover of a whole fleet to another cluster under load, as for a major upgrade: the new cluster subscribes to the
/// old one, `pointsman cutover` moves all writes, and no transaction may fail.
@Reactor
package final class CutoverDrill {
    private let stack: LabStack
    private let fleet: FleetUnderLoad
    private let binaries: String
    private let story: (String) -> Void
    private var successor: MemberServer?

    /// The result of the drill.
    package struct Outcome: Sendable, Encodable {
        package let agents: Int
        /// The versions of both clusters.
        package let from: String
        package let to: String
        package let transactions: Int
        package let failed: Int
        package let failures: [String: Int]
        /// The writes that were acknowledged but are missing in the new cluster's ledger, or are there twice.
        package let lost: Int
        /// The longest time in which no write was acknowledged at any instance: the hold, as clients see it.
        package let holdMilliseconds: Int64
        /// Whether the old cluster refused a write afterwards.
        package let isOldLocked: Bool

        package var isSound: Bool {
            failed == 0 && lost == 0 && transactions > 0 && isOldLocked && holdMilliseconds <= 2_000
        }
    }

    /// - Parameter binaries: the folder of the new cluster's programs; nil for the lab's own release.
    package init(
        on stack: LabStack, agent program: AgentProgram, binaries: String?, story: @escaping (String) -> Void
    ) {
        self.stack = stack
        self.binaries = binaries ?? MemberServer.standardBinaries
        self.story = story
        fleet = FleetUnderLoad(on: stack, agent: program)
    }

    /// - Parameter most: the least number of transactions to wait for, half of them before and half after the cutover.
    package func run(agents count: Int, transactions most: Int) async throws(LabError) -> Outcome {
        try await stack.cluster.start()
        if !stack.resolver.isRunning { try stack.resolver.start() }
        let old = try await stack.cluster.primary()
        try await becomeLogical(old)
        let new = try await stack.cluster.successor(binaries: binaries)
        successor = new
        try await becomeLogical(new)
        // Each row has its number by a sequence, and the same number twice is refused.
        let schema = [fleet.table.creation, "alter table \(fleet.table.name) add column id bigserial primary key"]
        for server in [old, new] { try await fleet.make(schema, on: server) }
        try await subscribe(new, to: old)
        try await fleet.start(count)
        // Only now does DNS name the new cluster: agents without a fence could not tell which one is theirs.
        try stack.resolver.serve(stack.plan.members + [new.member])
        for agent in fleet.agents {
            guard await agent.says("\"foreign\"", within: .seconds(60)) else {
                throw LabError("an agent does not see the new cluster")
            }
        }
        fleet.load()
        try await fleet.untilDone(most / 2)
        story("\(count) instances are ready, \(fleet.done) transactions so far")
        try await fleet.agents[0].command(
            ["cutover", "--deadline", "5s", "--to", new.login("app"), "--from", old.login("app")])
        story("writes go to the new cluster")
        try await fleet.untilDone(most)
        await fleet.unload()
        try await fleet.replay(story)
        let failures = fleet.failures
        return Outcome(
            agents: count, from: try await version(of: old), to: try await version(of: new), transactions: fleet.done,
            failed: failures.values.reduce(0, +), failures: failures, lost: try await fleet.missing(on: new),
            holdMilliseconds: Int64(fleet.longestGap.milliseconds), isOldLocked: try await isLocked(old))
    }

    /// Ends every instance and the new cluster.
    package func stop() async {
        await fleet.stop()
        await successor?.kill()
        await successor?.removeData()
    }

    private func becomeLogical(_ server: MemberServer) async throws(LabError) {
        try await server.administer("alter system set wal_level = 'logical'")
        await server.stop()
        try server.start()
        try await server.answers()
    }

    private func subscribe(_ new: MemberServer, to old: MemberServer) async throws(LabError) {
        try await old.administer("create publication upgrade for all tables", in: "app")
        try await new.administer(
            "create subscription upgrade connection '\(old.login("app"))' publication upgrade", in: "app")
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            let rest = try await new.administer(
                "select count(*) as count from pg_subscription_rel where srsubstate <> 'r'", in: "app")
            if rest.last?.value("count") == "0" { return }
            guard .now < limit else { throw LabError("the subscription has not copied its tables in a minute") }
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
    }

    private func version(of server: MemberServer) async throws(LabError) -> String {
        try await server.administer("select current_setting('server_version') as version").last?.value("version") ?? "?"
    }

    /// Whether it refuses a write of a session that reaches it past the poolers.
    private func isLocked(_ server: MemberServer) async throws(LabError) -> Bool {
        do throws(LabError) {
            try await fleet.make(["create table written_past_the_poolers ()"], on: server)
            return false
        } catch {
            guard error.description.contains("read-only transaction") else { throw error }
            return true
        }
    }
}
