import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery

/// Asks the Patroni beside each member for its cluster's times, as the agent does.
@Reactor
enum ManagerInquiry {
    /// The slowest times that are told; nil where no Patroni is seen.
    static func ask(_ members: [Member], _ configuration: Configuration) async -> Gathered<ManagerTimes?> {
        let policy = configuration.policy
        let sources = (policy.secondOpinions + policy.soughtOpinions).filter { $0.kind == .patroni }
        guard let source = sources.first else { return .seen(nil) }
        let rest: PatroniREST
        do {
            rest = try PatroniREST(configuration.patroni)
        } catch {
            return .unseen("\(error)")
        }
        let look = SourceLook(rest, timeout: Doctor.patience)
        let tasks = members.map { member in
            Reactor.task { await look.presence(of: source, at: member.id) }
        }
        var (slowest, isTold): (ManagerTimes?, Bool) = (nil, true)
        for task in tasks {
            guard case .present(let times) = await task.value else { continue }
            if times == nil { isTold = false }
            if let times, times.longest > slowest?.longest ?? .zero { slowest = times }
        }
        return slowest == nil && !isTold ? .unseen("Patroni does not tell its ttl") : .seen(slowest)
    }
}
