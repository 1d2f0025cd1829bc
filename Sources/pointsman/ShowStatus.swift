import ArgumentParser
import Glibc
import PointsmanConfiguration
import PointsmanFormats
import StatusServer

struct ShowStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where writes and reads go, and why.",
        usage: """
            pointsman status [--config <config>] [--cluster <name>]
                   [--socket <socket>] [--timeout <seconds>] [--json | --watch]
                   [--url <url> | --fleet] [--token-file <file>]
            """,
        discussion: """
            The exit code is 0 where the instance is ready and 1 where it is not. --watch shows it with PgBouncer's pools and the \
            last events, and keeps it up to date until Ctrl-C.

            With --url another instance is asked at its http_listen, and with --fleet every instance that DNS names \
            (fleet_name), a line each: whether it is ready and where it leads writes. That ends with 0 where all are ready \
            and lead to one primary, else with 1. Over the network names are told for the token of http_token_file only, \
            but for the primary's address.
            """)

    @OptionGroup var agent: AgentSocket

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    @Option(
        name: .long,
        help: ArgumentHelp("Ask the instance at this address: http://ADDRESS:6433.", valueName: "url"))
    var url: String?

    @Flag(name: .long, help: "Ask every instance of the app, a line each.")
    var fleet = false

    @Option(
        name: .long, help: "The token for --url, as http_token_file has it.", completion: .file())
    var tokenFile: String?

    @Flag(name: .long, help: "Keep it up to date, with pools and the last events.")
    var watch = false

    func validate() throws {
        if json, watch { throw ValidationError("--watch shows text, and --json one object: give one of them") }
        if watch, fleet || url != nil {
            throw ValidationError("--watch follows the agent of this host: leave out --fleet and --url")
        }
        if fleet, url != nil || agent.socket != nil {
            throw ValidationError("--fleet asks every instance that DNS names: leave out --url and --socket")
        }
        if url != nil, agent.socket != nil { throw ValidationError("--url and --socket: say one of them") }
        if fleet, json { throw ValidationError("--json is for one instance: leave it or --fleet out") }
        if tokenFile != nil, url == nil { throw ValidationError("--token-file is for --url") }
        if let url, RemoteAgent(url) == nil {
            throw ValidationError("--url \(url): http://ADDRESS:PORT is expected, such as http://10.0.0.7:6433")
        }
    }

    func run() async throws {
        let path = json ? "/v1/status" : "/v1/status?format=table"
        if watch { return try await StatusWatch(agent).run() }
        if fleet { return try await showFleet() }
        guard let url, let remote = RemoteAgent(url) else {
            print(try await agent.get(path).text, terminator: "")
            if try await agent.get("/readyz").status != 200 { throw ExitCode(1) }
            return
        }
        let token = try tokenFile.map { try Self.token($0) }
        let limit = ContinuousClock.now + .seconds(agent.timeout ?? 5)
        do throws(HTTPClientError) {
            let client = try await remote.client(token: token, until: limit)
            let status = try await client.get(path, until: limit)
            if status.status == 403 {
                complain("no names: \(status.text)")
                print(try await client.get("/readyz?verbose", until: limit).text, terminator: "")
            } else {
                print(status.text, terminator: "")
            }
            if try await client.get("/readyz", until: limit).status == 200 { return }
        } catch {
            throw Exit.saying("no agent answers: \(error)", .unavailable)
        }
        throw ExitCode(1)
    }

    private static func token(_ file: String) throws -> String {
        guard case .bytes(let bytes, _) = Disk.load(file) else {
            throw Exit.saying("--token-file: \(file) can't be read", .noInput)
        }
        return String(decoding: bytes.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    }

    private func showFleet() async throws {
        var source = ConfigurationSource()
        source.instance = agent.instance
        source.set = []
        let configuration = try source.loaded()
        let rows = try await FleetSurvey(configuration, limit: .seconds(agent.timeout ?? 5)).rows()
        print(FleetTable.text(rows), terminator: "")
        if !FleetTable.isOne(rows) { throw ExitCode(1) }
    }
}
