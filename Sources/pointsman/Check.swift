import ArgumentParser
import PointsmanFormats
import StatusServer

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check one aspect, as a monitoring plugin.",
        usage: """
            pointsman check <aspect> [--warning <[figure=]range> ...]
                   [--critical <[figure=]range> ...] [--config <config>]
                   [--cluster <name>] [--socket <socket>] [--timeout <seconds>]
            """,
        discussion: """
            One line with performance data; exit code 0 OK, 1 WARNING, 2 CRITICAL,
            3 UNKNOWN.

            A RANGE is what is fine, as Monitoring Plugins write it: 10 is 0 to 10,
            10: is 10 and above, ~:10 is 10 and below, @10:20 is outside of 10 to 20.
            Without FIGURE= it is of the first figure here; both options may be
            repeated.

            ready, pooler
              hold        for how many seconds clients are held
            primary
              timeline
            writes
              commit_wait      for how many seconds the first commit has waited for a
                               synchronous standby
              commits_waiting  sessions
            pools
              maxwait     for how many seconds the first client has waited;
                          1 and 5 where nothing is said of it
              waiting     clients
              used        percent of pool_size, of the fullest pool
            lag
              lag         bytes, of the furthest standby; 16777216 where nothing
                          is said of it
              staleness   seconds; takes pg_monitor
            """)

    @Argument(help: "live, ready, primary, writes, pooler, pools or lag.")
    var aspect: StatusCheck

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Outside of this range the state is WARNING.", valueName: "[figure=]range"))
    var warning: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Outside of this range the state is CRITICAL.", valueName: "[figure=]range"))
    var critical: [String] = []

    @OptionGroup var agent: AgentSocket

    func run() async throws {
        do throws(PluginRangeError) {
            _ = try PluginThresholds(warning: warning, critical: critical)
        } catch {
            throw finish(.unknown, "\(error)")
        }
        let socket = (try? agent.path()) ?? "the configuration's runtime directory"
        guard let answer = try? await agent.get(path), [200, 400, 503].contains(answer.status) else {
            // A missing agent is what a liveness check looks for; the other checks know nothing then.
            throw finish(aspect == .live ? .critical : .unknown, "no agent answers at \(socket)")
        }
        print(answer.text, terminator: "")
        throw ExitCode(
            (PluginLine.State.allCases.first { answer.text.hasPrefix("\(aspect.service) \($0.word):") } ?? .unknown)
                .rawValue)
    }

    private var path: String {
        let items = warning.map { QueryItem("warning", $0) } + critical.map { QueryItem("critical", $0) }
        return "/v1/checks/\(aspect.rawValue)"
            + (items.isEmpty ? "" : "?" + items.map(\.text).joined(separator: "&"))
    }

    private func finish(_ state: PluginLine.State, _ sentence: String) -> ExitCode {
        print(PluginLine(aspect.service, state, sentence).text)
        return ExitCode(state.rawValue)
    }
}

extension StatusCheck: ExpressibleByArgument {}
