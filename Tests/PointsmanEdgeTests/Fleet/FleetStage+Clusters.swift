import LinuxReactor
import PostgresClient
import TestServers

extension FleetStage {
    private static let schema =
        "CREATE TABLE public.ledger (id bigserial PRIMARY KEY, note text); ALTER TABLE public.ledger OWNER TO app"

    /// Runs `body` with `count` agents on one cluster, and another cluster that subscribes to it among the members.
    static func withClusters(
        _ count: Int, _ keys: [String: String?] = [:], subscribed: Bool = true,
        _ body: @Reactor (FleetStage) async throws -> Void
    ) async throws {
        try await withCluster { primary in
            try await primary.server.becomeLogical()
            let otherPort = try FreePort.pick()
            try await withServer(tcpPort: otherPort) { other in
                _ = try await Cluster.prepare(other, port: otherPort)
                try await other.becomeLogical()
                for server in [primary.server, other] {
                    let session = try await server.connect(to: "app")
                    for statement in ["ALTER ROLE app SET search_path = public", schema] {
                        _ = try await session.execute(statement, until: .now + .seconds(60))
                    }
                }
                if subscribed { try await subscribe(other, to: primary.server) }
                let system = try await primary.server.connect().execute(
                    "SELECT system_identifier FROM pg_control_system()", until: .now + .seconds(60))
                let stage = FleetStage(primary: primary, other: other, otherPort: otherPort)
                stage.statement = "INSERT INTO public.ledger (note) VALUES ('x')"
                stage.reads = false
                try await stage.start(
                    count,
                    keys: keys.merging(["system_identifier": system[0].value("system_identifier")]) { one, _ in one }
                ) { stage in
                    for index in stage.agents.indices {
                        guard await stage.status(index, has: "\"foreign\"") else {
                            throw StageError("agent \(index) does not see the new cluster")
                        }
                    }
                    try await body(stage)
                }
            }
        }
    }

    /// Has `other` subscribe to all tables of `primary`, and waits until they are copied.
    static func subscribe(_ other: TestServer, to primary: TestServer) async throws {
        _ = try await primary.connect(to: "app").execute(
            "CREATE PUBLICATION upgrade FOR ALL TABLES", until: .now + .seconds(60))
        let session = try await other.connect(to: "app")
        _ = try await session.execute(
            "CREATE SUBSCRIPTION upgrade CONNECTION '\(primary.login("app"))' PUBLICATION upgrade",
            until: .now + .seconds(60))
        let limit = ContinuousClock.now + .seconds(60)
        while .now < limit {
            let rest = try await session.execute(
                "SELECT count(*) AS count FROM pg_subscription_rel WHERE srsubstate <> 'r'", until: limit)
            if rest[0].value("count") == "0" { return }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        throw StageError("the tables were not copied")
    }

    struct StageError: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// `pointsman cutover` at one of the agents, to the other cluster.
    func cutOver(_ words: String..., at index: Int = 0) async throws -> (code: Int32?, words: String) {
        try await agents[index].command(
            ["cutover", "--to", other.login("app"), "--from", primary.server.login("app")] + words)
    }

    /// `pointsman cutover --back`.
    func goBack(_ words: String..., at index: Int = 0) async throws -> (code: Int32?, words: String) {
        try await agents[index].command(
            ["cutover", "--back", "--to", primary.server.login("app"), "--from", other.login("app")] + words)
    }

    /// The only value of a query of the superuser's.
    func value(_ statement: String, at server: TestServer) async throws -> String? {
        try await server.connect(to: "app").execute(statement, until: .now + .seconds(60)).last?.rows.first?.first
            ?? nil
    }
}
