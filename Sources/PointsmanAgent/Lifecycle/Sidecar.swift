import Glibc
import LinuxReactor
package import Logging
import ServiceLifecycle
import UnixSignals

/// The whole running instance, as the program's one service: it runs until it is told to stop, and takes everything
/// down in order.
package struct Sidecar: Service {
    private let configuration: Configuration
    private let reread: @Sendable () -> Result<Configuration, ConfigurationFailure>
    private let log: Logger

    /// - Parameter reread: loads the configuration once more, for SIGHUP.
    package init(
        _ configuration: Configuration, log: Logger,
        reread: @escaping @Sendable () -> Result<Configuration, ConfigurationFailure>
    ) {
        self.configuration = configuration
        self.reread = reread
        self.log = log
    }

    /// Throws a ``StartError`` where it can't start.
    package func run() async throws {
        let instance = try await Instance(configuration, log: log)
        try await instance.start()
        let reloads = Task {
            for await _ in await UnixSignalsSequence(trapping: .sighup) {
                await instance.reload(reread())
            }
        }
        try? await gracefulShutdown()
        reloads.cancel()
        await instance.stop()
    }
}
