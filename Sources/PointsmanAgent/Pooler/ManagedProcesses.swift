import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// The processes of a managed PgBouncer, with their files: one, or several that share a port. They are checked and
/// written by its initializer, and not started yet.
@Reactor
struct ManagedProcesses {
    let processes: [ManagedPooler]
    let endpoints: [PoolerEndpoints]
    /// The files that they read.
    let inputs: [LoadedFile]
    /// Their release, where that matters.
    let version: PgBouncerVersion?

    /// - Parameters:
    ///   - complaints: see ``ManagedPooler``, as for the rest.
    init(
        _ configuration: Configuration, folders: Folders, log: Logger, complaints: ComplaintTally,
        onLostServers: @escaping ([LostServer]) -> Void, onFailedClients: @escaping ([String]) -> Void,
        onRefusedPassword: @escaping () -> Void
    ) async throws(StartError) {
        let program = try PoolerProgram.path(in: PoolerProgram.searchPath)
        let count = configuration.poolerProcesses
        let version = count == 1 ? nil : await PoolerProgram.version(of: program)
        self.version = version
        let files = ManagedFiles.all(configuration, folders: folders, version: version)
        // No file that a running PgBouncer would read is written before the checks have passed.
        try await files[0].tryOut(program, log: log)
        let listen = count == 1 && files[0].sharesItsPort ? nil : ListenProbe(listen: configuration.poolerListen)
        var areHidden: [Bool] = []
        for file in files { areHidden.append(file.running == nil ? await file.answers() : false) }
        let areAllNew = zip(files, areHidden).allSatisfy { $0.running == nil && !$1 }
        if areAllNew, let listen, let complaint = await listen.complaint(within: .seconds(1)) {
            throw StartError(.unavailable, complaint)
        }
        if count > 1, let running = files[0].running, !files[0].sharesItsPortNow {
            throw StartError(
                .unavailable,
                "pooler_processes: the PgBouncer that runs (process \(running)) was started as the only one, and no other can "
                    + "take clients beside it: end it (SIGINT), or set pooler_processes to 1 until both are started anew"
            )
        }
        var endpoints: [PoolerEndpoints] = []
        for file in files { endpoints.append(try file.write()) }
        self.endpoints = endpoints
        let paths = files.flatMap(\.inputs)
        inputs = await offReactor { paths.map { Disk.load($0) } }
        var processes: [ManagedPooler] = []
        for (index, file) in files.enumerated() {
            processes.append(
                try ManagedPooler(
                    file, program: program, listen: count == 1 ? listen : nil, isHidden: areHidden[index],
                    name: PoolerPlace(number: index + 1, count: count).name, log: log, complaints: complaints,
                    onLostServers: onLostServers, onFailedClients: onFailedClients,
                    onRefusedPassword: onRefusedPassword))
        }
        self.processes = processes
        Self.endRest(configuration, folders, log)
    }

    /// Ends those that an agent with more processes has left.
    private static func endRest(_ configuration: Configuration, _ folders: Folders, _ log: Logger) {
        let drain = configuration.policy.drainTimeout
        for number in 1...ManagedFiles.most where number > configuration.poolerProcesses {
            let left = ManagedFiles(configuration, folders: folders, process: number)
            guard left.running != nil else { continue }
            let name = PoolerPlace(number: number, count: number).name
            Reactor.task { await ManagedPooler.end(left, name: name, drainTimeout: drain, log: log) }
        }
    }
}
