import Glibc
import LinuxReactor
import StatusServer
import TestServers
import Testing

@Suite("Incidents of a real agent", .serialized)
struct RecordedIncidentTests {
    /// An operator's hold, and the shortest incident that there is: no server has to be broken for it.
    @Reactor
    private static func hold(_ agent: Program) async throws {
        await agent.readiness(200)
        #expect(try await agent.command("hold", "--for", "300ms").code == 0)
        await agent.readiness(200)
    }

    @Test("why, history and replay tell a hold of a real agent, and its name is the one in the log")
    func commands() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(of: cluster, in: place, keys: ["log_format": "json"])
                try await withAgent(agent) { agent in
                    #expect(try await agent.command("why").code == 66, "nothing may be recorded yet")
                    try await Self.hold(agent)
                    let isTold = try await eventually {
                        try await agent.command("why").words.contains("all is well again")
                    }
                    #expect(isTold)
                    let text = try await agent.command("why").words
                    #expect(text.contains("an operator held clients or drained this instance"), "\(text)")
                    #expect(text.contains("operator\n"), "\(text)")
                    let name = String(text.prefix { $0 != " " }.dropLast())
                    #expect(agent.log.contains("\"incident\":\"\(name)\""), "\(name) in \(agent.log)")
                    #expect(try await agent.command("why", "--at", name).words == text)
                    let history = try await agent.command("history")
                    #expect(history.code == 0 && history.words.contains("\(name)  "), "\(history.words)")
                    let json = try await agent.command("why", "--json").words
                    #expect(json.hasPrefix("{\n") && json.contains("\"kind\": \"operated\""), "\(json)")
                    let page = "\(place.folder)/incident.html"
                    #expect(try await agent.command("why", "--html", page).code == 0)
                    #expect(contents(of: page).contains("<svg"))
                    let replay = try await agent.command("replay")
                    #expect(replay.code == 0 && replay.words.hasPrefix("identical: "), "\(replay.words)")
                    let other = try await agent.command("replay", "--policy", "probe_interval=3s")
                    #expect(other.code == 1 && other.words.contains("this build:"), "\(other.words)")
                    let live = await agent.get("/")?.text ?? ""
                    #expect(live.contains("id=\"incident-\(name)\"") && live.contains(">operated</span>"), "\(live)")
                    #expect(live.contains("<svg class=\"lane\""), "\(live)")
                    let watch = await agent.get("/v1/status?format=watch")?.text ?? ""
                    #expect(watch.contains("  operated  "), "\(watch)")
                    let metrics = await agent.get("/metrics")?.text ?? ""
                    #expect(metrics.contains("pointsman_incidents_total{kind=\"operated\"} 1"), "\(metrics)")
                }
            }
        }
    }

    @Test("the page and its text for a terminal show an incident that is under way, until it is over")
    func underWay() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(of: cluster, in: place, keys: ["hold_timeout": "200s"])
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    #expect(await agent.get("/")?.text.contains("No incident since") == true)
                    let hold = try await agent.command("hold", "--for", "120s")
                    #expect(hold.code == 0)
                    let isShown = await eventually {
                        await agent.get("/")?.text.contains(">under way</span>") == true
                    }
                    #expect(isShown)
                    #expect(await agent.get("/v1/status?format=watch")?.text.contains("  under way  ") == true)
                    let release = try await agent.command("release")
                    #expect(release.code == 0)
                    await agent.readiness(200)
                    let text = await agent.get("/")?.text ?? ""
                    #expect(text.contains(">operated</span>") && !text.contains("under way"), "\(text)")
                }
            }
        }
    }

    @Test("an agent whose recorder is off, or can't write, is ready and holds as any other")
    func without() async throws {
        for keys: KeyValuePairs<String, String> in [["recorder": "off"], [:]] {
            try await withPlace { place in
                try await withCluster { cluster in
                    // A file where the folder is to be.
                    if keys.isEmpty {
                        mkdir(place.state, 0o755)
                        try place.write("", to: "state/recorder")
                    }
                    let agent = try Program(of: cluster, in: place, keys: keys)
                    try await withAgent(agent) { agent in
                        try await Self.hold(agent)
                        if keys.isEmpty { #expect(await agent.logs("the flight recorder records nothing for now")) }
                        #expect(FolderList.files(in: "\(place.state)/recorder", ending: ".rec").isEmpty)
                    }
                }
            }
        }
    }

    @Test("each run of an agent is a recording of its own, which the next run leaves alone")
    func runs() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                for _ in 0..<2 {
                    let agent = try Program(of: cluster, in: place)
                    try await withAgent(agent) { agent in await agent.readiness(200) }
                }
                let files = FolderList.files(in: "\(place.state)/recorder", ending: ".rec")
                #expect(files.count == 2, "\(files)")
                for file in files {
                    let text = contents(of: "\(place.state)/recorder/\(file.name)")
                    #expect(text.hasPrefix("{\"pointsman_recording\":") && text.hasSuffix("\n"))
                    #expect(text.contains("shutdown"), "what came last is written at the end")
                }
            }
        }
    }
}
