import Glibc
package import LinuxReactor
package import PointsmanConfiguration
import PointsmanDiscovery
import StatusServer

/// A trial whether an agent would start with a configuration (`pointsman run --check`): its files, folders and programs, and
/// PgBouncer's values by a PgBouncer that leads nowhere. It asks no member, leaves nothing behind, and may run beside an agent
/// of the same folders.
@Reactor
package struct StartTrial {
    private let configuration: Configuration

    package nonisolated init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Returns what could not be tried, each as a sentence. Throws the error that the start would end with.
    package func run() async throws(StartError) -> [String] {
        try OpenFiles.reserve(for: configuration)
        let made = Folders.named(configuration).map(\.folder).filter { access($0, F_OK) != 0 }
        defer { made.forEach { rmdir($0) } }
        let folders = try Folders(configuration)
        try RequiredPrograms.check(configuration)
        _ = try FenceStore(path: configuration.fenceFile, cluster: configuration.clusterName).load()
        _ = try ControlGroup.number(configuration)
        _ = try PatroniREST(configuration.patroni)
        _ = try Neighbours.fleet(of: configuration)
        var untried = try await tryPooler(folders)
        if await isRunning {
            untried.append(
                "an agent runs in \(configuration.runtimeDirectory): whether its ports are free was not tried")
        } else if let listen = configuration.httpListen, let code = ListenProbe.failure(at: listen) {
            throw StartError(
                .unavailable,
                "can't listen on \(listen): \(String(cString: strerror(code))); set http_listen to another address, or "
                    + "to none")
        }
        return untried
    }

    private func tryPooler(_ folders: Folders) async throws(StartError) -> [String] {
        switch configuration.pooler {
        case .attached(_, let ini):
            try AttachedPooler(configuration, ini: ini).check()
            guard ini == nil else { return [] }
            return ["whether PgBouncer includes \(configuration.databasesFile): set pooler_ini to have it tried"]
        case .managed:
            let program = try PoolerProgram.path(in: PoolerProgram.searchPath)
            var configuration = configuration
            let release = try await ManagedFiles.release(for: configuration, folders)
            let notice = try configuration.settle(on: release)
            let files = ManagedFiles(
                configuration, folders: folders, trialFolder: "\(configuration.runtimeDirectory)/check")
            _ = try files.poolerUser()
            let isTried = try await files.tryOut(program)
            let isLeft = files.running != nil ? true : await files.answers()
            if !isLeft, !files.sharesItsPort,
                let complaint = await ListenProbe(listen: configuration.poolerListen).complaint(within: .zero)
            {
                throw StartError(.unavailable, complaint)
            }
            let notices = [notice].compactMap { $0?.description }
            return isTried
                ? notices : notices + ["whether PgBouncer would start with this configuration: it took too long"]
        }
    }

    /// Whether an agent runs in the runtime directory.
    private var isRunning: Bool {
        get async {
            let client = HTTPClient(.control(path: configuration.controlSocket))
            return (try? await client.get("/livez", until: .now + .seconds(1))) != nil
        }
    }
}
