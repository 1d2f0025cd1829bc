import ArgumentParser
import PointsmanFormats
import StatusServer

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check one aspect, as a monitoring plugin.",
        discussion: "One line with performance data; exit code 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")

    @Argument(help: "live, ready, primary or pooler.")
    var aspect: StatusCheck

    @OptionGroup var agent: AgentSocket

    func run() async throws {
        let service = "POINTSMAN \(aspect.rawValue.uppercased())"
        guard let answer = try? await agent.get("/v1/checks/\(aspect.rawValue)"), [200, 503].contains(answer.status)
        else {
            // Nobody there is the very thing that a liveness check is for; of the rest nothing is known then.
            let state = aspect == .live ? PluginLine.State.critical : .unknown
            print(PluginLine(service, state, "no agent answers at \(agent.path)").text)
            throw ExitCode(state.rawValue)
        }
        print(answer.text, terminator: "")
        throw ExitCode(
            (PluginLine.State.allCases.first { answer.text.hasPrefix("\(service) \($0.word):") } ?? .unknown).rawValue)
    }
}

extension StatusCheck: ExpressibleByArgument {}
