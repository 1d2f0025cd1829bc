import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@testable import PointsmanAgent

/// A session with a real PgBouncer before a real server, with many databases.
@Suite("Many databases in one session with PgBouncer")
struct ManyDatabasesSessionTests {
    private static let patience = Duration.seconds(60)

    @Test("all databases for writes are held by one PAUSE and released by one setting", arguments: [1, 3, 120])
    func hold(count: Int) async throws {
        try await withSession(count) { stage in
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            let unused = try await stage.paused()
            #expect(unused == [])
            for round in 2...4 {
                let outcome = await stage.session.perform(.pause)
                #expect(outcome == .done || outcome == .doneUnused)
                #expect(try await stage.paused() == stage.writes.sorted())
                #expect(await stage.session.perform(.set(stage.setting(timeline: UInt32(round)))) == .done)
                #expect(try await stage.paused() == [])
            }
            let led = try await stage.led()
            #expect(led == (stage.writes + ["app_ro"]).sorted())
        }
    }

    @Test(
        "as many databases share a console connection for their PAUSE as PgBouncer's buffer takes, whatever their names"
    )
    func connections() async throws {
        try await withPooler { pooler in
            let console = try await pooler.console()
            let login = Login([("host", pooler.folder), ("port", "6432"), ("user", "console"), ("dbname", "pgbouncer")])
            let long = (100..<200).map { "\($0)" + String(repeating: "n", count: 60) }
            for (names, counts) in [(["a"], [1]), ((0..<150).map { "d\($0)" }, [150]), (long, [49, 49, 2])] {
                let opened = try await PauseConnection.open(for: names, login: login, until: .now + Self.patience)
                #expect(opened.map(\.databases.count) == counts)
                #expect(opened.flatMap(\.databases) == names)
                opened.forEach { $0.close() }
            }
            withExtendedLifetime(console) {}
        }
    }

    @Test("a hold of many databases is there once the last transaction of each has ended, and not before")
    func busy() async throws {
        try await withSession(5) { stage in
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            let clients = [try await stage.client(of: "app"), try await stage.client(of: "d2")]
            for client in clients { _ = try await client.execute("BEGIN; SELECT 1", until: .now + Self.patience) }
            let hold = Reactor.immediateTask { await stage.session.perform(.pause) }
            try await stage.eventually { $0 == stage.writes.sorted() }
            _ = try await clients[0].execute("COMMIT", until: .now + Self.patience)
            await Reactor.sleep(until: .now + .milliseconds(50))
            let isBusy = try await stage.servers(of: "d2") == 1
            #expect(isBusy)
            _ = try await clients[1].execute("COMMIT", until: .now + Self.patience)
            let outcome = await hold.value
            #expect(outcome == .done || outcome == .doneUnused)
            let waiter = Reactor.task { try await clients[1].execute("SELECT 7", until: .now + Self.patience) }
            #expect(await stage.session.perform(.set(stage.setting(timeline: 1))) == .done)
            #expect(try await waiter.value.first?.rows.first?.first == "7")
        }
    }

    @Test(
        "a cut fails if another console has ended the hold that it is for, and the next hold takes effect",
        arguments: [1, 5])
    func resumedByHand(count: Int) async throws {
        try await withSession(count) { stage in
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            let client = try await stage.client(of: "app")
            _ = try await client.execute("BEGIN; SELECT 1", until: .now + Self.patience)
            let first = Reactor.immediateTask { await stage.session.perform(.pause) }
            try await stage.eventually { $0 == stage.writes.sorted() }
            _ = try await stage.console.execute("RESUME app", until: .now + Self.patience)
            let cut = await stage.session.perform(.sever)
            guard case .failed(let reason) = cut else { return #expect(Bool(false), "\(cut)") }
            #expect(reason.contains("another console has resumed"), "\(reason)")
            guard case .failed = await first.value else { return #expect(Bool(false), "the first hold went on") }
            let second = Reactor.immediateTask { await stage.session.perform(.pause) }
            try await stage.eventually { $0 == stage.writes.sorted() }
            _ = try await client.execute("COMMIT", until: .now + Self.patience)
            let outcome = await second.value
            #expect(outcome == .done || outcome == .doneUnused)
        }
    }

    @Test("a hold that waits for transactions is given up by a release, and the next one holds all databases again")
    func givenUp() async throws {
        try await withSession(5) { stage in
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            let client = try await stage.client(of: "d3")
            _ = try await client.execute("BEGIN; SELECT 1", until: .now + Self.patience)
            let hold = Reactor.immediateTask { await stage.session.perform(.pause) }
            try await stage.eventually { $0 == stage.writes.sorted() }
            #expect(await stage.session.perform(.resume) == .done)
            guard case .failed = await hold.value else {
                Issue.record("the PAUSE that was given up has succeeded")
                return
            }
            #expect(try await stage.paused() == [])
            _ = try await client.execute("COMMIT", until: .now + Self.patience)
            let outcome = await stage.session.perform(.pause)
            #expect(outcome == .done || outcome == .doneUnused)
            #expect(try await stage.paused() == stage.writes.sorted())
        }
    }

    @Test("the guard releases all databases when the agent ends in a hold")
    func guardian() async throws {
        try await withSession(120) { stage in
            let before = try await stage.paused()
            #expect(before == [])
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            _ = await stage.session.perform(.pause)
            #expect(try await stage.paused().count == 120)
            #expect(await stage.session.close())
            #expect(try await stage.paused() == [])
        }
    }

    @Test("a refusal and a turning away reach every database for writes, and a setting ends both")
    func refusal() async throws {
        try await withSession(3) { stage in
            let before = try await stage.paused()
            #expect(before == [])
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            _ = await stage.session.perform(.pause)
            #expect(await stage.session.perform(.turnAway) == .done)
            #expect(try await stage.disabled() == stage.writes.sorted())
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            #expect(try await stage.closed() == [])
            #expect(await stage.session.perform(.unroute(reads: nil)) == .done)
            #expect(try await stage.routed() == [])
        }
    }

    @Test(
        "databases that the line * has opened are held, also those opened amid the hold, and led and released with all others"
    )
    func others() async throws {
        try await withSession(2, further: [ConfiguredDatabase(name: "*")]) { stage in
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            let known = try await stage.client(of: "x1")
            _ = try await known.execute("SELECT 1", until: .now + Self.patience)
            _ = await stage.session.perform(.pause)
            #expect(try await stage.paused() == ["app", "d1", "x1"])
            let late = Reactor.task {
                let client = try await stage.client(of: "x2")
                return try await client.execute("SELECT 8", until: .now + Self.patience)
            }
            try await stage.eventually { $0 == ["app", "d1", "x1", "x2"] }
            let waiter = Reactor.task { try await known.execute("SELECT 7", until: .now + Self.patience) }
            #expect(await stage.session.perform(.set(stage.setting(timeline: 1))) == .done)
            #expect(try await waiter.value.first?.rows.first?.first == "7")
            #expect(try await late.value.first?.rows.first?.first == "8")
            #expect(try await stage.paused() == [])
            let led = try await stage.led()
            #expect(led == ["app", "app_ro", "d1", "x1", "x2"])
        }
    }

    @Test("a database that PgBouncer has not read yet keeps no other from being held")
    func absent() async throws {
        try await withSession(3, written: 2) { stage in
            let before = try await stage.paused()
            #expect(before == [])
            _ = await stage.session.perform(.pause)
            #expect(try await stage.paused() == ["app", "d1"])
            #expect(await stage.session.perform(.set(stage.setting())) == .done)
            #expect(try await stage.paused() == [])
            #expect(try await stage.named("d2") == ["d2"])
        }
    }
}
