import Glibc
import LinuxReactor
import TestServers
import Testing

/// What another user may put where the agent will make a file, in a folder that both can write.
@Suite("Files planted by another user", .serialized)
struct PlantedFileTests {
    enum Kind: String, CaseIterable, Sendable {
        case pipe, link, hardLink
    }

    /// Where files are made; each also under its temporary name.
    private static let made = [
        "state/fence.json.new", "state/databases.ini.new", "run/primary.env.new", "run/primary.env",
        "run/pgbouncer/pgbouncer.ini.new", "run/pgbouncer/pgbouncer.ini", "run/pgbouncer/userlist.txt.new",
        "run/pgbouncer/pgbouncer.pid",
    ]

    @Test(
        "a file planted where the agent writes neither stops the agent nor changes another file",
        .timeLimit(.minutes(3)), arguments: Kind.allCases)
    func made(kind: Kind) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                try Self.makeFolders(place)
                for name in Self.made { try Self.plant(kind, place, name) }
                // A guard without its lock is told of, and works.
                if kind != .hardLink { try Self.plant(kind, place, "run/guard.lock") }
                let agent = try Program(of: cluster, in: place)
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    // Written once the route is confirmed, which `/readyz` tells at once.
                    let limit = ContinuousClock.now + .seconds(60)
                    while !contents(of: "\(place.runtime)/primary.env").contains("TIMELINE=1") {
                        try #require(ContinuousClock.now < limit, "\(agent.log)")
                        await Reactor.sleep(until: .now + .milliseconds(20))
                    }
                }
                #expect(contents(of: "\(place.folder)/victim") == "kept\n")
            }
        }
    }

    @Test(
        "a pipe or link planted where the agent reads ends its start with a sentence", .timeLimit(.minutes(3)),
        arguments: ["state/fence.json", "state/databases.ini", "run/pgbouncer/userlist.txt"], [Kind.pipe, .link])
    func read(name: String, kind: Kind) async throws {
        try await withPlace { place in
            try Self.makeFolders(place)
            try Self.plant(kind, place, name)
            let agent = try Program(
                in: place,
                [
                    "database_url": "postgres://app:x@127.0.0.1:1/app", "http_listen": "",
                    "pooler_listen": "127.0.0.1:\(try FreePort.pick())",
                ])
            let end = await agent.ended()
            await agent.end()
            #expect(end.code == (name.hasSuffix("fence.json") ? 77 : 73))
            let meaning = kind == .pipe ? "which is a pipe" : "which is a symbolic link"
            #expect(end.words.contains("\(place.folder)/\(name), \(meaning)"), "\(end.words)")
        }
    }

    @Test(
        "the agent refuses a link in place of the pooler's folder and leaves the link's target alone",
        .enabled(if: getuid() == 0))
    func folder() async throws {
        try await withPlace { place in
            for folder in [place.state, place.runtime, "\(place.folder)/victim"] { mkdir(folder, 0o755) }
            #expect(symlink("\(place.folder)/victim", "\(place.runtime)/pgbouncer") == 0)
            let agent = try Program(
                in: place,
                [
                    "database_url": "postgres://app:x@127.0.0.1:1/app", "http_listen": "",
                    "pooler_listen": "127.0.0.1:\(try FreePort.pick())",
                ])
            let end = await agent.ended()
            await agent.end()
            #expect(end.code == 73)
            #expect(end.words.contains("\(place.runtime)/pgbouncer is no folder"), "\(end.words)")
            var status = stat()
            #expect(stat("\(place.folder)/victim", &status) == 0 && status.st_uid == 0)
        }
    }

    @Reactor
    private static func makeFolders(_ place: Place) throws {
        for folder in [place.state, place.runtime, "\(place.runtime)/pgbouncer"] { mkdir(folder, 0o755) }
        try place.write("kept\n", to: "victim")
    }

    @Reactor
    private static func plant(_ kind: Kind, _ place: Place, _ name: String) throws {
        let path = "\(place.folder)/\(name)"
        let status =
            switch kind {
            case .pipe: mkfifo(path, 0o666)
            case .link: symlink("\(place.folder)/victim", path)
            case .hardLink: link("\(place.folder)/victim", path)
            }
        guard status == 0 else { throw SystemError(call: "plant \(path)", code: errno) }
    }
}
