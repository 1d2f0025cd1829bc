import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// PgBouncer before an agent begins to lead it: the files of a managed one are written, an attached one is looked at.
@Reactor
struct PreparedPooler {
    /// How each process is reached.
    let endpoints: [PoolerEndpoints]
    /// The processes of a managed PgBouncer, which are not started yet; empty where it is attached.
    let processes: [ManagedPooler]
    /// The release of a managed PgBouncer, where that matters.
    let version: PgBouncerVersion?
    /// The files that a managed PgBouncer reads.
    let inputs: [LoadedFile]

    /// - Parameters:
    ///   - file: the databases that it leads.
    ///   - agent: told what a managed PgBouncer's log says of them.
    init(
        _ configuration: Configuration, folders: Folders, file: DatabasesFile, agent: ConductorShell,
        complaints: ComplaintTally, log: Logger
    ) async throws(StartError) {
        switch configuration.pooler {
        case .managed:
            let managed = try await ManagedProcesses(
                configuration, folders: folders, log: log, complaints: complaints
            ) { lost in
                let ours = lost.compactMap(file.connection)
                if !ours.isEmpty { agent.post(.serversLost(ours)) }
            } onFailedClients: { databases in
                agent.takeFailures(
                    databases.count { file.writeNames.contains($0) || !file.others(in: [$0]).isEmpty })
            } onRefusedPassword: {
                agent.takeRefusedPassword()
            }
            endpoints = managed.endpoints
            processes = managed.processes
            version = managed.version
            inputs = managed.inputs
        case .attached(_, let ini):
            let endpoints = try AttachedPooler(configuration, ini: ini).endpoints()
            for console in endpoints {
                if let complaint = await PoolerProcesses(console: .console(console.console), known: endpoints.count)
                    .complaint(dials: 5, until: .now + .seconds(1))
                {
                    throw StartError(.unavailable, "PgBouncer: \(complaint)")
                }
            }
            self.endpoints = endpoints
            processes = []
            version = nil
            inputs = []
        }
    }
}
