package import LinuxReactor
import PointsmanCore
import PointsmanLoad

/// A drill with an endpoint: the agent knows one name with one address, as a managed cluster has it. The primary is killed, and the
/// standby takes its place behind that name.
@Reactor
package final class EndpointDrill {
    package enum Way: String, Sendable, Encodable {
        /// The name's address changes, a while after the promotion, and the answer of before may be kept for a minute.
        case moves = "endpoint-moves"
        /// The address stays, and another server listens there.
        case stays = "address-stays"
    }

    private let stack: LabStack
    private let fleet: FleetUnderLoad
    private let way: Way
    private let story: (String) -> Void

    /// The result of the drill.
    package struct Outcome: Sendable, Encodable {
        package let name: Way
        package let transactions: Int
        /// The clients that may have had a write in flight when the primary was killed.
        package let clients: Int
        package let failedInFlight: Int
        package let failedOtherwise: Int
        package let failures: [String: Int]
        /// The writes that were acknowledged but are missing on the new primary, or are there twice.
        package let lost: Int
        /// The time from the promotion, with the name or the address leading there, to the first commit through the pooler.
        package let rerouteMilliseconds: Int64

        package var isSound: Bool {
            lost == 0 && failedOtherwise == 0 && failedInFlight <= clients && transactions > 0
                && rerouteMilliseconds <= 1_000
        }
    }

    /// How long an answer of DNS may be kept, and how late after the promotion the name is changed.
    private static let timeToLive = 60
    private static let lateness = Duration.milliseconds(1_000)
    /// From the primary's end to the promotion.
    private static let promotionDelay = Duration.milliseconds(1_500)

    package init(
        _ way: Way, on stack: LabStack, agent program: AgentProgram, story: @escaping (String) -> Void
    ) {
        self.way = way
        self.stack = stack
        self.story = story
        fleet = FleetUnderLoad(on: stack, agent: program)
    }

    /// - Parameter most: the least number of transactions to wait for, half of them before and half after the fault.
    package func run(transactions most: Int) async throws(LabError) -> Outcome {
        try await stack.cluster.start()
        if !stack.resolver.isRunning { try stack.resolver.start() }
        let primary = try await stack.cluster.primary()
        let candidate = stack.cluster.candidate(for: primary)
        let shared = stack.plan.spare.address
        if way == .stays {
            await primary.stop()
            try primary.start(alsoAt: shared)
            try await primary.answers()
        }
        try stack.resolver.point(
            to: way == .stays ? shared : primary.member.address, timeToLive: Self.timeToLive)
        try await fleet.make([fleet.table.creation], on: primary)
        guard await stack.cluster.streams(candidate, from: primary, within: .seconds(60)) else {
            throw LabError("\(candidate.member.region) doesn't follow the primary")
        }
        try await fleet.start(1, endpoint: ZoneText.endpoint)
        fleet.load()
        try await fleet.untilDone(most / 2)
        story("\(fleet.done) transactions so far; the primary is killed")
        await primary.kill()
        await Reactor.sleep(until: .now + Self.promotionDelay)
        try await replace(with: candidate, at: shared)
        let reachable = fleet.now
        story("another server is reached by the same name")
        while fleet.firstWrite(after: reachable) == nil {
            guard fleet.now - reachable < .seconds(60) else {
                throw LabError("no write was acknowledged within a minute")
            }
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
        try await fleet.untilDone(most)
        await fleet.unload()
        try await fleet.replay(story)
        let first = fleet.firstWrite(after: reachable) ?? reachable
        let failed = fleet.failed
        return Outcome(
            name: way, transactions: fleet.done, clients: fleet.clients, failedInFlight: failed.inFlight,
            failedOtherwise: failed.otherwise, failures: fleet.failures, lost: try await fleet.missing(on: candidate),
            rerouteMilliseconds: Int64((first - reachable).milliseconds))
    }

    /// Makes `candidate` the server that the name leads to.
    private func replace(with candidate: MemberServer, at shared: String) async throws(LabError) {
        switch way {
        case .moves:
            try await candidate.administer("select pg_promote(true, 60)")
            await Reactor.sleep(until: .now + Self.lateness)
            try stack.resolver.point(to: candidate.member.address, timeToLive: Self.timeToLive)
        case .stays:
            await candidate.stop()
            try candidate.start(alsoAt: shared)
            try await candidate.answers()
            try await candidate.administer("select pg_promote(true, 60)")
        }
    }

    /// Ends the instance.
    package func stop() async { await fleet.stop() }
}
