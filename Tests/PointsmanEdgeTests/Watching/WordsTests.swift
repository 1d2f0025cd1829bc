import Glibc
import LinuxReactor
import PointsmanConfiguration
import StatusServer
import TestServers
import Testing

@Suite("The words of the agent and its commands", .serialized)
struct WordsTests {
    @Test("an ordinary start logs no warning and no PgBouncer loss, and status says since when it is ready")
    func start() async throws {
        try await ReloadTests.withReloading { test in
            #expect(!test.agent.log.contains(" warning "), "\(test.agent.log)")
            #expect(!test.agent.log.contains(" error "), "\(test.agent.log)")
            let metrics = Scrape(await test.agent.get("/metrics")?.text ?? "")
            #expect(metrics["pointsman_pooler_losses_total"] == 0)
            #expect(metrics.text.contains("pointsman_build_info{version=\""))
            let status = try await test.agent.command("status").words
            #expect(status.contains(" s ago it has been ready by this rule"), "\(status)")
        }
    }

    @Test("release says whether it ended a hold or nothing was held")
    func release() async throws {
        try await ReloadTests.withReloading { test in
            let idle = try await test.agent.command("release")
            #expect(idle.words == "nothing is held\n")
            #expect(idle.code == 0)
            #expect(try await test.agent.command("hold", "--for", "5s").code == 0)
            #expect(try await test.agent.command("release").words == "released\n")
        }
    }

    @Test("/replica says why reads go to the primary, takes a lag in bytes, and refuses one in time")
    func replica() async throws {
        try await ReloadTests.withReloading { test in
            let none = await test.agent.get("/replica")
            #expect(none?.status == 503)
            #expect(
                none?.text.contains("no: reads go to the primary: no standby answers") == true, "\(none?.text ?? "")")
            #expect(await test.agent.get("/replica?lag=1MB")?.status == 503)
            let wrong = await test.agent.get("/replica?lag=5s")
            #expect(wrong?.status == 400)
            #expect(wrong?.text.hasPrefix("lag is a size, such as /replica?lag=1MB") == true)
        }
    }

    @Test(
        "a wrong usage of check ends with 3 and one line",
        arguments: [["check"], ["check", "nonsense"], ["check", "ready", "--no-such-option"]])
    func wrongUsage(words: [String]) async throws {
        try await withPlace { place in
            let end = try await Self.run(words, in: place)
            #expect(end.code == 3)
            #expect(end.words.hasPrefix("POINTSMAN UNKNOWN: "), "\(end.words)")
            #expect(end.words.split(separator: "\n").count == 1, "\(end.words)")
        }
    }

    @Test(
        "the help of each command fits into 80 columns",
        arguments: [
            "", "run", "status", "check", "doctor", "size", "bench", "render", "hold", "release", "handover", "fence",
        ])
    func help(command: String) async throws {
        try await withPlace { place in
            let end = try await Self.run((command.isEmpty ? [] : [command]) + ["--help"], in: place)
            #expect(end.code == 0)
            #expect(end.words.contains("USAGE: pointsman"))
            for line in end.words.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        }
    }

    @Test("the option --version names the release")
    func version() async throws {
        try await withPlace { place in
            let end = try await Self.run(["--version"], in: place)
            #expect(end.code == 0)
            #expect(end.words.hasPrefix("pointsman ") && end.words.contains("."), "\(end.words)")
        }
    }

    @Test(
        "a log in JSON or journal form has a decision's event, rule, action and member as fields",
        arguments: ["json", "journal"])
    func fields(format: String) async throws {
        try await ReloadTests.withReloading { test in
            let (action, member) = ("route", "127.0.0.1:\(test.cluster.port)")
            try await test.agent.reload(
                Reloading.keys([.logFormat: format], test.cluster, port: test.port, http: test.http))
            #expect(try await test.agent.command("hold", "--for", "300ms").code == 0)
            await test.agent.readiness(200)
            let words =
                format == "json"
                ? [
                    "\"event\":\"decision\"", "\"rule\":\"route\"", "\"action\":\"\(action)\"",
                    "\"member\":\"\(member)\"",
                ]
                : [" action=\(action) event=decision incident=", " member=\(member) readiness=ready rule=route"]
            for word in words { #expect(test.agent.log.contains(word), "\(word): \(test.agent.log)") }
            // The end of a hold throws a connection of ours to the console away.
            #expect(!test.agent.log.contains("pgbouncer/pointsman-console@"), "\(test.agent.log)")
        }
    }

    @Reactor
    private static func run(_ words: [String], in place: Place) async throws -> (code: Int32?, words: String) {
        let child = try place.start(
            ["\(buildFolder)/pointsman"] + words, environment: ["PATH=\(Program.path)", "COLUMNS=80"],
            output: "words.log")
        let code = await child.ended(until: .now + .seconds(60))
        return (code, contents(of: "\(place.folder)/words.log"))
    }
}
