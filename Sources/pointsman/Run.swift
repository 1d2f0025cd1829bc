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
        usage: """
            pointsman run [--config <config>] [--cluster <name>]
                   [--set <key=value> ...] [--check]
            """,
        discussion: """
            Each key stands in the section [pointsman] of the configuration, in the environment as POINTSMAN_<KEY>, or \
            here as --set KEY=VALUE; what stands further right wins.

            \(ConfigurationKey.helpText)
            """)

    @OptionGroup var source: ConfigurationSource

    @Flag(
        name: .long,
        help: "Try only whether the agent would start, and say what is wrong; a running one is not disturbed.")
    var check = false

    func run() async throws {
        // NIO does this too, but only once it runs.
        signal(SIGPIPE, SIG_IGN)
        // The watchdog's signal. With a toolchain installed, Swift's runtime would catch it, print a backtrace and go
        // on.
        signal(SIGABRT, SIG_DFL)
        let source = self.source
        let configuration = try source.loaded(as: .agent)
        if check { return try await tryOut(configuration) }
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
                    AgentService(
                        configuration, log: log, settings: settings, reread: { source.load(as: .agent, over: $0) })
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }))
        do {
            try await group.run()
        } catch let error as StartError {
            throw Exit.saying(error.description, error.code)
        }
    }

    /// Tells whether the agent would start, as `nginx -t` does; ends with the code of a start that fails.
    private func tryOut(_ configuration: Configuration) async throws {
        for notice in configuration.notices { complain("notice: \(notice)") }
        do {
            for words in try await StartTrial(configuration).run() { complain("notice: \(words)") }
        } catch {
            throw Exit.saying(error.description, error.code)
        }
        print("\(configuration.texts.file ?? "the environment"): an agent would start with this configuration")
    }
}
