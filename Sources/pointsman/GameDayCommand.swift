import ArgumentParser
import Glibc
import PointsmanConfiguration
import PointsmanFormats
import PointsmanRecording
import PoolerTools
import StatusServer

struct GameDayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Break a staging database by a command of yours under load, and judge the ledger.",
        usage: """
            pointsman drill --fault <command> [--config <config>]
                   [--cluster <name>] [--set <key=value> ...] [--yes] [--disturb]
                   [--writers <n>] [--settle <span>] [--limit <span>]
                   [--most <span>] [--json]
            """,
        discussion: """
            Clients write into a table of their own through PgBouncer; then a shell runs --fault, such as 'patronictl switchover \
            --force'. It ends once all clients have written for a while without a failure, tells what they saw, whether every \
            acknowledged write is there, and what the agent told meanwhile, and drops the table. It asks before it begins (--yes \
            does not), leaves a database alone that works for others (--disturb does not), and the agent must be ready. Ctrl-C ends \
            the command and drops the table.

            The exit code is 0 where it passed: no acknowledged write lost, none twice, none by the former primary after the move, all \
            clients back, no commit missing for longer than --most. 1 where it did not, or the database was left alone; 69 where \
            a server or the agent doesn't answer; 130 and the like after a signal.
            """)

    @Option(help: ArgumentHelp("The fault, run by /bin/sh with this environment.", valueName: "command"))
    var fault: String

    @OptionGroup var source: ConfigurationSource

    @Flag(help: "Don't ask before it begins.")
    var yes = false

    @Flag(help: "Go on where the primary works for others.")
    var disturb = false

    @Option(help: ArgumentHelp("Clients that keep their connection.", valueName: "n"))
    var writers = 8

    @Option(help: ArgumentHelp("How long all must have written without a failure; else 5s.", valueName: "span"))
    var settle: String?

    @Option(help: ArgumentHelp("How long it may take at most; else 3min.", valueName: "span"))
    var limit: String?

    @Option(help: ArgumentHelp("The longest time without any commit that passes; else any.", valueName: "span"))
    var most: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        _ = try plan()
    }

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let plan = try plan()
        guard try await agent.get("/readyz").text == "ready\n" else {
            complain("drill: the agent is not ready without reserve; `pointsman status` tells why")
            throw ExitCode(1)
        }
        let configuration = try source.loaded()
        let day = await GameDay(
            configuration, plan: plan, environment: Self.environment, tell: { complain("drill: \($0)") })
        let stage: GameDay.Stage
        do throws(GameDay.Failure) {
            stage = try await day.prepare()
        } catch {
            throw end(error, nil)
        }
        complain(plan.announcement(primary: stage.primary, database: stage.database))
        guard yes || Self.isAgreed() else {
            complain("drill: nothing was done")
            throw ExitCode(1)
        }
        let (before, began) = (await events().last?.id, Self.now)
        let (result, signal) = await Interruption.ending { await Self.result(of: day, on: stage) }
        switch result {
        case .failure(let failure):
            await note(hasPassed: false)
            throw end(failure, signal)
        case .success(let report):
            await note(hasPassed: report.hasPassed)
            let events = await events().drop { event in before.map { $0 != event.id } ?? false }.dropFirst(
                before == nil ? 0 : 1)
            try show(report, events: Array(events), incidents: Self.incidents(since: began, configuration))
            if !report.hasPassed { throw ExitCode(1) }
        }
    }

    private static func result(of day: GameDay, on stage: GameDay.Stage) async -> Result<GameDayReport, GameDay.Failure>
    {
        do throws(GameDay.Failure) {
            return .success(try await day.run(on: stage))
        } catch {
            return .failure(error)
        }
    }

    private func end(_ failure: GameDay.Failure, _ signal: Int32?) -> ArgumentParser.ExitCode {
        complain("drill: \(failure)")
        return signal.map { ExitCode(128 + $0) } ?? ExitCode(failure.code?.rawValue ?? 1)
    }

    /// - Parameter incidents: what the agent's recording tells of that time; nil if it can't be read.
    private func show(_ report: GameDayReport, events: [ToldEvent], incidents: [IncidentReport]?) throws {
        guard !json else {
            guard case .object(let fields) = report.json else { return }
            let told = incidents.map { JSONValue.array($0.map(\.json)) } ?? .null
            return print(
                JSONWriter.text(
                    .members(fields.map { ($0.name, $0.value) } + [("incidents", told)]), indented: true))
        }
        print(report.text, terminator: "")
        if !events.isEmpty {
            print("\nwhat the agent told meanwhile:")
            let rows = events.map { [$0.time, $0.kind, printable($0.sentence, most: 300)] }
            print(TextTable.text(rows), terminator: "")
        }
        guard let incidents else { return }
        if incidents.isEmpty { print("\nno incident: writes were neither held, moved nor refused") }
        for incident in incidents { print("\n\(IncidentText.text(incident))") }
    }

    /// The incidents since `time`; nil if the agent records none, or not for this user, which is told then.
    private static func incidents(since time: WallTime, _ configuration: Configuration) -> [IncidentReport]? {
        guard configuration.recorderBytes > 0 else { return nil }
        return try? RecordingSource(configuration.recorderFolder).incidents(since: time)
    }

    private static var now: WallTime {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return WallTime(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000)
    }

    private func plan() throws -> GameDayPlan {
        if fault.allSatisfy(\.isWhitespace) { throw ValidationError("--fault: a command is expected") }
        if !(1...1_000).contains(writers) { throw ValidationError("--writers \(writers): 1 to 1000 are possible") }
        return GameDayPlan(
            fault: fault, writers: writers, settle: try settle.map { try Self.span($0, "settle") } ?? .seconds(5),
            limit: try limit.map { try Self.span($0, "limit") } ?? .seconds(180),
            longest: try most.map { try Self.span($0, "most") },
            mayDisturb: disturb)
    }

    private static func span(_ text: String, _ option: String) throws -> Duration {
        do throws(Expectation) {
            return try Quantity.duration(text)
        } catch {
            throw ValidationError("--\(option) \(printable(text)): \(error.words)")
        }
    }

    /// Asks on standard error; what is no terminal does not agree.
    private static func isAgreed() -> Bool {
        guard isatty(STDIN_FILENO) == 1 else {
            complain("drill: standard input is no terminal; --yes begins without asking")
            return false
        }
        complain("drill: type yes to begin")
        return readLine() == "yes"
    }

    /// The agent of that configuration.
    private var agent: AgentSocket {
        var agent = AgentSocket()
        (agent.instance, agent.socket, agent.timeout) = (source.instance, nil, nil)
        return agent
    }

    /// The events that the agent keeps for the page; none from an agent that has no such list.
    private func events() async -> [ToldEvent] {
        guard
            let answer = try? await HTTPClient(.control(path: agent.path())).get(
                "/v1/events?format=list", until: .now + .seconds(5)),
            answer.status == 200
        else { return [] }
        return ToldEvent.list(answer.body)
    }

    /// Has the agent remember the result, for its metric.
    private func note(hasPassed: Bool) async {
        _ = try? await HTTPClient(.control(path: agent.path()))
            .post("/v1/drilled?passed=\(hasPassed ? "yes" : "no")", until: .now + .seconds(5))
    }

    /// The environment of this program, which the operator's command gets.
    private static var environment: [String] {
        var variables: [String] = []
        var place = environ
        while let entry = place.pointee {
            variables.append(String(cString: entry))
            place += 1
        }
        return variables
    }
}
