import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
import PostgresClient

/// Finds the members as the agent does, and dials each of them as the app's role.
@Reactor
struct MemberInquiry {
    struct Found {
        var discovery: Gathered<[Member]>
        var members: [MemberAnswer] = []
        var primary: Gathered<Member>
        /// The connection to the primary; nil if there is none.
        var connection: PostgresConnection?
    }

    private let configuration: Configuration
    /// The time limit of discovery: DNS may take several turns of at most 2 s each.
    private static let patience = Duration.seconds(8)

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// - Parameter primary: the agent's primary as `ADDRESS:PORT`; it decides if several members take writes.
    func find(preferring primary: String?) async -> Found {
        let discovery = await discover()
        guard case .seen(let members) = discovery else {
            return Found(discovery: discovery, primary: discovery.flatMap { _ in .unseen("nobody is known") })
        }
        let configuration = self.configuration
        let tasks = members.map { member in
            Reactor.task {
                var (answer, connection) = await Self.dial(member, configuration)
                answer.asks = await AuthenticationInquiry.ask(
                    member.id, user: configuration.database.user, database: configuration.database.database,
                    until: .now + Doctor.patience)
                return (answer, connection)
            }
        }
        var answers: [(MemberAnswer, PostgresConnection?)] = []
        for task in tasks { answers.append(await task.value) }
        var found = Found(discovery: discovery, members: answers.map(\.0), primary: .unseen("no member takes writes"))
        let primaries = answers.filter(\.0.isPrimary)
        let preferred = primaries.first { "\($0.0.member.id)" == primary }
        let servers = Set(primaries.compactMap { $0.0.report.value?.server })
        if let chosen = preferred ?? (servers.count == 1 ? primaries.first : nil) {
            found.primary = .seen(chosen.0.member)
            found.connection = chosen.1
        } else if servers.count > 1 {
            found.primary = .unseen("\(servers.count) members take writes")
        } else if let first = found.members.first(where: { $0.report.value == nil }),
            case .unseen(let reason) = first.report
        {
            found.primary = .unseen("no member that can be asked takes writes; \(first.member.id): \(reason)")
        }
        return found
    }

    private func discover() async -> Gathered<[Member]> {
        let round = FirstRound()
        do throws(StartError) {
            let service = try DiscoveryService(configuration) { round.take($0) }
            let task = Reactor.task { await service.run() }
            let result = await round.result(until: .now + Self.patience)
            task.cancel()
            switch result?.without(configuration.policy.exclusion) {
            case .members(let members), .partial(let members, _): return .seen(members)
            case .failure(let reason): return .unseen(reason)
            case nil: return .unseen("discovery took longer than \(Self.patience.short)")
            }
        } catch {
            return .unseen(error.description)
        }
    }

    private static func dial(_ member: Member, _ configuration: Configuration) async -> (
        MemberAnswer, PostgresConnection?
    ) {
        let deadline = ContinuousClock.now + Doctor.patience
        do throws(PostgresError) {
            let connection = try await PostgresConnection.connect(
                configuration.database.parameters(dialling: member.id), until: deadline)
            let results = try await connection.execute(ProbeStatement.plain(check: "select 1"), until: deadline)
            guard let row = results.last?.records.first, let report = ServerReport(row: row) else {
                return (MemberAnswer(member: member, report: .unseen("its answer can't be read")), nil)
            }
            let asked = ContinuousClock.now
            let process = try await connection.execute("select pg_backend_pid() as pid", until: deadline)
            let roundTrip = ContinuousClock.now - asked
            let answer = MemberAnswer.Report(
                isInRecovery: report.isInRecovery, isReadOnly: report.isReadOnly, timeline: report.timeline?.number,
                roundTrip: roundTrip,
                server: "\(report.identity.systemIdentifier)/\(report.identity.startedMicroseconds)",
                isPooled: process.last?.value("pid").map { $0 != "\(connection.backendProcessID)" } ?? false)
            let fence = await tryFence(at: member, of: report.identity.systemIdentifier, configuration, until: deadline)
            return (MemberAnswer(member: member, report: .seen(answer), fence: fence), connection)
        } catch {
            return (MemberAnswer(member: member, report: .unseen("\(error)")), nil)
        }
    }
}

extension MemberInquiry {
    /// Tries the fence on a connection of its own, which a refusal ends.
    private static func tryFence(
        at member: Member, of cluster: SystemIdentifier, _ configuration: Configuration,
        until deadline: ContinuousClock.Instant
    ) async -> FenceTrial {
        var isLogin = true
        do throws(PostgresError) {
            let connection = try await PostgresConnection.connect(
                configuration.database.parameters(dialling: member.id), until: deadline)
            isLogin = false
            _ = try await connection.execute(FenceStatement.trial(of: cluster), until: deadline)
            return .works
        } catch {
            return FenceTrial(sqlState: error.sqlState, refusal: error.refusal, isLogin: isLogin)
        }
    }
}

/// The first result of a discovery that goes on.
@Reactor
private final class FirstRound {
    private var result: DiscoveryResult?
    private let waiter = Waiter()

    func take(_ result: DiscoveryResult) {
        self.result = self.result ?? result
        waiter.poke()
    }

    func result(until deadline: ContinuousClock.Instant) async -> DiscoveryResult? {
        if result == nil { _ = await waiter.wait(until: deadline) }
        return result
    }
}
