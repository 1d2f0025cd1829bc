import LinuxReactor
import Logging
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@testable import PointsmanAgent

@Suite("An attached PgBouncer with databases of other owners")
struct PoolerHouseTests {
    private static let databases = "app = host=127.0.0.1 port=1\nother = host=127.0.0.1 port=1\n"

    @Test("databases of other owners are found in SHOW DATABASES and in the ini file")
    func isOurs() async throws {
        try await Self.withHouse { pooler, console in
            #expect(try await !Self.house(pooler, ["app"]).isOurs(console))
            #expect(try await Self.house(pooler, ["app", "other"]).isOurs(console))
            // What can't be read may say anything.
            #expect(try await !Self.house(pooler, ["app", "other"], ini: "/none").isOurs(console))
            try pooler.write(Self.ini(pooler.folder, Self.databases + "* = host=127.0.0.1\n"), to: "pgbouncer.ini")
            #expect(try await !Self.house(pooler, ["app", "other"]).isOurs(console))
        }
    }

    @Test("PgBouncer's logins are slowed down only if all its databases are ours")
    func logins() async throws {
        try await Self.withHouse { pooler, console in
            let parameters: [(keyword: String, value: String)] = [
                ("host", pooler.folder), ("port", "6432"), ("user", "console"), ("dbname", "pgbouncer"),
            ]
            let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            func retry() async throws -> String? {
                try await console.setting("server_login_retry")
            }
            for (names, value) in [(["app"], "0.02"), (["app", "other"], "1")] {
                let limit = TemporarySetting(
                    .slowLogins, Login(parameters), house: Self.house(pooler, names), log: log)
                limit.want(true)
                _ = try await eventually(within: .seconds(value == "1" ? 30 : 1)) { try await retry() != "0.02" }
                #expect(try await retry() == value)
            }
        }
    }

    @Test("RELOAD waits for an ini file that lacks another owner's database, and is refused if it stays so")
    func settle() async throws {
        try await Self.withHouse { pooler, console in
            let house = Self.house(pooler, ["app"])
            #expect(try await house.settle(within: .zero, console) == nil)
            // An editor that writes in place begins with an empty file.
            try pooler.write(Self.ini(pooler.folder, "app = host=127.0.0.1 port=1\n"), to: "pgbouncer.ini")
            let told = try await house.settle(within: .milliseconds(50), console)
            #expect(told?.contains("RELOAD ends the clients of other") == true, "\(told ?? "")")
            let began = ContinuousClock.now
            let settled = Reactor.task { try await house.settle(within: .seconds(60), console) }
            await Reactor.sleep(until: .now + .milliseconds(100))
            try pooler.write(Self.ini(pooler.folder, Self.databases), to: "pgbouncer.ini")
            #expect(try await settled.value == nil)
            #expect(ContinuousClock.now - began >= .milliseconds(100))
        }
    }

    @Reactor
    private static func house(_ pooler: TestPooler, _ names: [String], ini: String? = nil) -> PoolerHouse {
        PoolerHouse(names: names, ini: ini, included: "\(pooler.folder)/databases.ini")
    }

    private static func ini(_ folder: String, _ databases: String) -> String {
        files(databases).texts(in: folder)["pgbouncer.ini"] ?? ""
    }

    private static func files(_ databases: String) -> PoolerFiles {
        PoolerFiles(databases: databases, keys: "server_login_retry = 0.02", including: ["databases.ini"])
    }

    @Reactor
    private static func withHouse(
        _ body: @Reactor (TestPooler, Console) async throws -> Void
    ) async throws {
        try await withPooler(rendering: { folder in
            files(databases).texts(in: folder).merging(["databases.ini": "[databases]\n"]) { $1 }
        }) { pooler in
            try await body(pooler, Console(try await pooler.console(), until: .now + .seconds(120)))
        }
    }
}
