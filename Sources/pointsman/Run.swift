import ArgumentParser
import Glibc
import Logging
import PointsmanAgent
import PointsmanConfiguration
import ServiceLifecycle
import UnixSignals

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the agent beside PgBouncer, in the foreground.",
        discussion: """
            Each key stands in the section [pointsman] of the configuration, in the environment as POINTSMAN_<KEY>, or \
            here as --set KEY=VALUE; what stands further right wins.

            \(ConfigurationKey.helpText)
            """)

    @OptionGroup var source: ConfigurationSource

    func run() async throws {
        // NIO does this too, but only once it runs.
        signal(SIGPIPE, SIG_IGN)
        // The watchdog's signal. With a toolchain installed, Swift's runtime would catch it, print a backtrace and go
        // on.
        signal(SIGABRT, SIG_DFL)
        let source = self.source
        let configuration = try source.loaded()
        do {
            try OpenFiles.reserve(for: configuration)
        } catch {
            throw Exit.saying(error.description, error.code)
        }
        let settings = LogSettings(configuration.logFormat, level: configuration.logLevel)
        let handler = LineLogHandler(settings)
        defer { handler.finish() }
        LoggingSystem.bootstrap { _ in handler }
        let log = Logger(label: "pointsman")
        for key in source.exposed {
            log.warning(
                "the password in --set \(key.rawValue) can be read by every user of this machine (ps): set it by \(key.variable) or in the configuration file"
            )
        }
        for notice in configuration.notices { log.notice("\(notice)") }
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    AgentService(configuration, log: log, settings: settings, reread: { source.load(over: $0) })
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }))
        do {
            try await group.run()
        } catch let error as StartError {
            throw Exit.saying(error.description, error.code)
        }
    }
}
