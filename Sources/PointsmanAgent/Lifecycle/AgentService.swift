import Glibc
import LinuxReactor
package import Logging
package import PointsmanConfiguration
import ServiceLifecycle
import UnixSignals

/// The agent as the program's one service: it runs until it is told to stop, and then stops its parts in order.
package struct AgentService: Service {
    private let configuration: Configuration
    private let reread: @Sendable (_ running: Configuration) -> Result<Configuration, ConfigurationFailure>
    private let log: Logger
    private let settings: LogSettings

    /// - Parameters:
    ///   - settings: the settings of the log.
    ///   - reread: loads the configuration again at SIGHUP, on top of the one that is in force.
    package init(
        _ configuration: Configuration, log: Logger, settings: LogSettings,
        reread: @escaping @Sendable (_ running: Configuration) -> Result<Configuration, ConfigurationFailure>
    ) {
        self.settings = settings
        self.configuration = configuration
        self.reread = reread
        self.log = log
    }

    /// Runs the agent. Throws a ``StartError`` if it can't start.
    package func run() async throws {
        // Trapped before the start: a SIGHUP during the start would end the process; so it is handled afterwards.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let parts = try await Reactor.run {
            let parts = try await AgentParts(configuration, log: log, settings: settings)
            try await parts.start()
            return parts
        }
        let reloads = Task {
            for await _ in hangups {
                await Reactor.run { await parts.reload(reread(parts.configuration)) }
            }
        }
        try? await gracefulShutdown()
        reloads.cancel()
        await Reactor.run { await parts.stop() }
    }
}
