import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("A switchover by a real Patroni that wants TLS, a certificate and a password", .serialized)
struct PatroniMoveTests {
    @Test("a switchover by Patroni fails no transaction, and an unfit target is refused with no client held")
    func switchover() async throws {
        try await withPatroni(secure: true) { pair in
            try await PatroniFleet.with(2, pair) { fleet in
                let (first, second) = ("\(pair.hosts[0]):\(pair.port)", "\(pair.hosts[1]):\(pair.port)")
                for (target, words) in [
                    ("192.0.2.9", "refused by rule unknown: 192.0.2.9 is no member"),
                    (pair.hosts[0], "refused by rule primary: \(first) is the primary already"),
                ] {
                    let refused = try await fleet.agents[0].command("switchover", "--to", target)
                    #expect(refused.code == 1 && refused.words.hasPrefix(words), "\(refused.words)")
                    #expect(refused.words.hasSuffix("nothing is held\n"))
                }
                try await fleet.writes {
                    let moved = try await fleet.agents[1].command("switchover", "--to", pair.hosts[1])
                    #expect(moved.code == 0, "\(moved.words)\(fleet.agents[1].log)")
                    #expect(
                        moved.words.hasPrefix(
                            "\(second) (member-1) is to take over from \(first) (member-0), by Patroni\n"))
                    #expect(moved.words.contains("prepared: 2 instances hold"))
                    #expect(moved.words.contains("\nmoved: writes go to \(second), "))
                    #expect(moved.words.hasSuffix("finished: writes go to \(second)\n"))
                }
                #expect(fleet.failures == [])
                for agent in fleet.agents { await agent.readiness(200) }
                #expect(!fleet.agents.map(\.log).joined().contains(PatroniPairREST.password))

                // The old primary follows again; while Patroni is paused nothing is asked of it.
                try await pair.answers("/replica", at: 0)
                try await pair.pause()
                #expect(await fleet.agents[0].says("\"standing\": \"standby\""))
                var paused = try await fleet.agents[0].command("switchover", "--to", pair.hosts[0])
                // The agent has yet to see that it has followed to the new timeline.
                _ = await eventually(within: .seconds(60)) {
                    if paused.words.contains("by rule elsewhere"),
                        let again = try? await fleet.agents[0].command("switchover", "--to", pair.hosts[0])
                    {
                        paused = again
                    }
                    return !paused.words.contains("by rule elsewhere")
                }
                #expect(paused.code == 1, "\(paused.words)")
                #expect(
                    paused.words
                        == "refused by rule paused: Patroni is paused: `patronictl resume` first; nothing is held\n")
            }
        }
    }

    @Test("a switchover is given up, and clients go on, if Patroni wants another password")
    func password() async throws {
        try await withPatroni(secure: true) { pair in
            try await PatroniFleet.with(1, pair, password: "another") { fleet in
                try await fleet.writes {
                    let refused = try await fleet.agents[0].command("switchover", "--to", pair.hosts[1])
                    #expect(refused.code == 1 && refused.words.contains("Patroni answers 401"), "\(refused.words)")
                    #expect(refused.words.contains("patroni_auth_file") && refused.words.hasSuffix("; clients go on\n"))
                }
                #expect(fleet.failures == [])
                #expect(await fleet.agents[0].status().contains("\"primary\": \"\(pair.hosts[0]):\(pair.port)\""))
                await fleet.agents[0].readiness(200)
            }
        }
    }

    @Test("members come from any named Patroni, and stay if none answers")
    func discovery() async throws {
        try await withPatroni(secure: true) { pair in
            let keys: [String: String?] = [
                "members": nil, "discovery": "patroni", "patroni": pair.hosts[0], "exclude": "no-member",
            ]
            try await PatroniFleet.with(1, pair, keys: keys) { fleet in
                let agent = fleet.agents[0]
                let names = ["\"name\": \"member-0\"", "\"name\": \"member-1\""]
                #expect(await agent.says(names[0], names[1], "\"primary\": \"\(pair.hosts[0]):\(pair.port)\""))
                var changed = keys
                changed["patroni"] = "127.0.0.1:1, \(pair.hosts[1])"
                try await fleet.reload(changed)
                pair.stopEtcd()
                #expect(
                    await agent.says("Patroni was asked for its members; 127.0.0.1:1: Connection refused"),
                    "\(agent.log)")
                let status = await agent.status()
                for name in names { #expect(status.contains(name)) }
            }
        }
    }

    @Test("SIGHUP brings the TLS, certificate and password that a switchover by Patroni needs")
    func reload() async throws {
        try await withPatroni(secure: true) { pair in
            let none: [String: String?] = [
                "patroni_tls": nil, "patroni_ca_file": nil, "patroni_cert_file": nil, "patroni_key_file": nil,
                "patroni_auth_file": nil,
            ]
            try await PatroniFleet.with(1, pair, keys: none) { fleet in
                let agent = fleet.agents[0]
                #expect(await agent.says("a Patroni there that wants TLS (patroni_tls)"))
                let refused = try await agent.command("switchover", "--to", pair.hosts[1])
                #expect(refused.code == 1 && refused.words.contains("Patroni can't be asked"), "\(refused.words)")
                #expect(refused.words.hasSuffix("nothing is held\n"))
                try await fleet.reload([:])
                let moved = try await agent.command("switchover", "--to", pair.hosts[1])
                #expect(moved.code == 0, "\(moved.words)\(agent.log)")
            }
        }
    }

    @Test("a switchover without any Patroni is refused, and the sentence says how to promote")
    func noManager() async throws {
        try await FleetStage.with(1) { stage in
            let refused = try await stage.agents[0].command("switchover", "--to", "127.0.0.1:\(stage.otherPort)")
            #expect(refused.code == 1)
            let words = [
                "Pointsman promotes no server", "127.0.0.1:8008", "switchover prepare", "pg_ctl promote",
                "switchover finish",
            ]
            for word in words { #expect(refused.words.contains(word), "\(refused.words)") }
            #expect(await stage.letsGo())
        }
    }
}

/// Agents beside such a Patroni, and clients that write through each.
@Reactor
final class PatroniFleet {
    private(set) var agents: [Program] = []
    private(set) var failures: [String] = []
    private var ports: [UInt16] = []
    /// What the last agent has without a test's changes.
    private var standard: [String: String?] = [:]
    private var written = 0
    private var isWriting = false

    static func with(
        _ count: Int, _ pair: PatroniPair, password: String = PatroniPairREST.password,
        keys: [String: String?] = [:], _ body: @Reactor (PatroniFleet) async throws -> Void
    ) async throws {
        try await PatroniFleet().start(count, pair, password, keys, body)
    }

    private func start(
        _ count: Int, _ pair: PatroniPair, _ password: String, _ keys: [String: String?],
        _ body: @Reactor (PatroniFleet) async throws -> Void
    ) async throws {
        guard agents.count < count else {
            for agent in agents { await agent.readiness(200) }
            return try await body(self)
        }
        try await withPlace { place in
            for (name, text) in [("secret", FleetStage.secret), ("login", "pat:\(password)")] {
                try place.write("\(text)\n", to: name)
                chmod("\(place.folder)/\(name)", 0o600)
            }
            let port = try FreePort.pick()
            standard = [
                "database_url": "postgres://app:\(PatroniPair.password)@\(pair.hosts[0]):\(pair.port)/app",
                "members": pair.members, "pooler_listen": "127.0.0.1:\(port)", "http_listen": "",
                "fleet_secret_file": "\(place.folder)/secret", "probe_timeout": "2s", "suspect_after": "4s",
                "patroni_tls": "verify-full", "patroni_ca_file": "\(pair.folder)/pki/ca.crt",
                "patroni_cert_file": "\(pair.folder)/pki/client.crt",
                "patroni_key_file": "\(pair.folder)/pki/client.key",
                "patroni_auth_file": "\(place.folder)/login",
            ]
            try await withAgent(Program(in: place, all(keys))) { agent in
                agents.append(agent)
                ports.append(port)
                try await start(count, pair, password, keys, body)
            }
        }
    }

    private func all(_ changes: [String: String?]) -> [(key: String, value: String)] {
        standard.merging(changes) { $1 }.compactMap { key, value in value.map { (key: key, value: $0) } }
            .sorted { $0.key < $1.key }
    }

    /// Has the last agent read its keys again, with other changes than before.
    func reload(_ changes: [String: String?]) async throws {
        try await agents.last?.reload(all(changes))
    }

    /// Runs `body` while clients write through every agent, before and after it too.
    func writes(during body: @Reactor () async throws -> Void) async throws {
        isWriting = true
        let writers = ports.map { port in
            Reactor.task {
                while self.isWriting {
                    do {
                        let client = try await PostgresConnection.connect(
                            [
                                ("hostaddr", "127.0.0.1"), ("port", "\(port)"), ("user", "app"),
                                ("password", PatroniPair.password), ("dbname", "app"), ("sslmode", "disable"),
                            ], until: .now + .seconds(60))
                        while self.isWriting {
                            _ = try await client.execute(
                                "BEGIN; SELECT txid_current(); COMMIT", until: .now + .seconds(60))
                            self.written += 1
                            await Reactor.sleep(until: .now + .milliseconds(2))
                        }
                    } catch {
                        self.failures.append("\(error)")
                        await Reactor.sleep(until: .now + .milliseconds(20))
                    }
                }
            }
        }
        await more(50)
        try await body()
        await more(50)
        isWriting = false
        for writer in writers { await writer.value }
    }

    private func more(_ count: Int) async {
        let (before, limit) = (written, ContinuousClock.now + .seconds(60))
        while written < before + count, .now < limit { await Reactor.sleep(until: .now + .milliseconds(10)) }
        if written < before + count { failures.append("nothing is written") }
    }
}
