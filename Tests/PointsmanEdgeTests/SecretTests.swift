import Glibc
import LinuxReactor
import StatusServer
import TestServers
import Testing

@Suite("Secrets", .serialized)
struct SecretTests {
    @Test("an agent with a managed PgBouncer shows secrets in no log, command line, environment, file or answer")
    func managed() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(of: cluster, in: place)
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    let users = contents(of: "\(place.runtime)/pgbouncer/userlist.txt")
                    let quoted = users.split(separator: "\"", omittingEmptySubsequences: false)
                    let console = String(quoted.count > 7 ? quoted[7] : "")
                    #expect(console.count > 20, "the console's own password")
                    try await Self.check(agent, secrets: [Cluster.password, console], processes: agent.children)
                }
            }
        }
    }

    @Test("an agent with an attached PgBouncer shows secrets in no log, command line, environment, file or answer")
    func attached() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                #expect(await agent.readiness(200) == "ready\n")
                // An included line with the app's password would be readable for everybody.
                #expect(!contents(of: "\(stack.place.state)/databases.ini").contains(Cluster.password))
                try await Self.check(
                    agent, secrets: [Cluster.password, Attached.consolePassword],
                    processes: agent.children + [stack.pooler.process.processID])
            }
        }
    }

    @Test("the error output of a wrong configuration shows no secret")
    func errors() async throws {
        try await withPlace { place in
            for wrong in [
                "postgres://app:hush-hush-88@/app", "postgres://app:hush-hush-88@h:99999/app", "hush-hush-88",
                "postgres://app:hush-hush-88/x@h/app", "postgres://app:hush-hush-88@h/app?sslmode=none",
                "mysql://app:hush-hush-88@h/app", "postgres://app:hush-hush-88@h/a b",
            ] {
                for key in ["database_url", "pooler_console"] {
                    let agent = try Program(in: place, [:], environment: ["POINTSMAN_\(key.uppercased())": wrong])
                    let end = await agent.ended()
                    #expect(end.code == 78)
                    #expect(!end.words.contains("hush-hush-88"), "\(key) = \(wrong): \(end.words)")
                }
            }
        }
    }

    @Reactor
    private static func check(_ agent: Program, secrets: [String], processes: [Int32]) async throws {
        #expect(processes.count >= 2)
        var texts = ["the log": agent.log]
        for path in ["/v1/status", "/v1/status?format=table", "/metrics", "/readyz?verbose", "/v1/fence"] {
            texts[path] = await agent.get(path)?.text ?? ""
        }
        for words in [["status"], ["status", "--json"], ["check", "pooler"], ["fence", "show"]] {
            texts[words.joined(separator: " ")] = try await agent.command(words).words
        }
        for processID in [agent.process.processID] + processes {
            texts["the command line of \(processID)"] = contents(of: "/proc/\(processID)/cmdline")
        }
        for processID in processes {
            texts["the environment of \(processID)"] = contents(of: "/proc/\(processID)/environ") + " "
        }
        texts["primary.env"] = contents(of: "\(agent.place.runtime)/primary.env")
        // The recorder writes twice a second.
        let recording = "\(agent.place.state)/recorder"
        let isRecorded = await eventually {
            FolderList.files(in: recording, ending: ".rec").first.map {
                contents(of: "\(recording)/\($0.name)").contains("confirm")
            }
                ?? false
        }
        #expect(isRecorded)
        for file in FolderList.files(in: recording, ending: ".rec") {
            texts[file.name] = contents(of: "\(recording)/\(file.name)")
        }
        texts["fence.json"] = contents(of: "\(agent.place.state)/fence.json")
        for (place, text) in texts {
            #expect(!text.isEmpty, "\(place) is empty")
            for secret in secrets { #expect(!text.contains(secret), "\(place): \(text)") }
        }
    }
}
