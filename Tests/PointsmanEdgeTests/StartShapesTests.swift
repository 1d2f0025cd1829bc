import Glibc
import LinuxReactor
import TestServers
import Testing

@Suite("Configurations and environments as people give them", .serialized)
struct StartShapesTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// PORT stands for the server's, DEAD for one where no server is, SECRET for the password, FILE for the secret's file.
        var environment: [String: String]
        var keys: [String: String] = [:]
        /// The mode of the secret's file, which lies in a volume as the kubelet makes them.
        var fileMode: mode_t?
        /// What the log tells of it.
        var told: [String] = []
    }

    static let shapes: [Shape] = [
        Shape(
            testDescription: "a driver's URL, a line's end behind it, and Kubernetes' service links",
            environment: [
                "DATABASE_URL":
                    "postgresql+psycopg2://app:SECRET@127.0.0.1:PORT/app?schema=public&pgbouncer=true&keepalives_idle=30"
                    + "&channel_binding=prefer&sslnegotiation=postgres&connect_timeout=10&target_session_attrs=read-write\n",
                "POINTSMAN_METRICS_PORT": "tcp://10.0.0.7:9100", "POINTSMAN_METRICS_SERVICE_HOST": "10.0.0.7",
                "POINTSMAN_MEMBER_PORT": "tcp://10.0.0.7:5432", "POINTSMAN_PROBE_INTERVALL": "1s",
            ],
            told: [
                "environment variable DATABASE_URL: pgbouncer is passed over", "did you mean probe_interval?",
                "connect_timeout: probe_timeout",
            ]),
        Shape(
            testDescription: "keyword=value pairs in quotes",
            environment: ["DATABASE_URL": "\"host=127.0.0.1 port=PORT dbname=app user=app password='SECRET'\""],
            told: ["the quotes around the value of database_url are left out"]),
        Shape(
            testDescription: "the variables of libpq alone, which the console's connection does not heed",
            environment: [
                "PGHOST": "127.0.0.1", "PGPORT": "PORT", "PGUSER": "app", "PGPASSWORD": "SECRET", "PGDATABASE": "app",
                "PGCONNECT_TIMEOUT": "3", "PGTARGETSESSIONATTRS": "read-write", "PGAPPNAME": "shop",
                "PGSSLMODE": "prefer", "PGREQUIREPEER": "nobody",
            ], told: ["environment variable PGHOST: what it does not say is filled in from the environment"]),
        Shape(
            testDescription: "several hosts, a name among them, one of them gone",
            environment: ["DATABASE_URL": "postgres://app:SECRET@localhost:PORT,127.0.0.1:DEAD/app"]),
        Shape(
            testDescription: "a secret that root has mounted for a group",
            environment: ["DATABASE_URL": "postgres://app@127.0.0.1:PORT/app"], keys: ["password_file": "FILE"],
            fileMode: 0o440),
        Shape(
            testDescription: "a secret that root has mounted for all, unwritable",
            environment: ["DATABASE_URL": "postgres://app@127.0.0.1:PORT/app"], keys: ["password_file": "FILE"],
            fileMode: 0o444, told: ["every user of this machine or container may read"]),
    ]

    @Test(
        "an agent gets ready with the URLs, variables and secret files that people use", .enabled(if: geteuid() == 0),
        arguments: shapes)
    @Reactor
    func ready(shape: Shape) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let file = try shape.fileMode.map { try Self.volume(in: place, mode: $0) } ?? ""
                let dead = try FreePort.pick()
                func filled(_ text: String) -> String {
                    [("PORT", "\(cluster.port)"), ("DEAD", "\(dead)"), ("SECRET", Cluster.password), ("FILE", file)]
                        .reduce(text) { $0.replacing($1.0, with: $1.1) }
                }
                let keys = shape.keys.map { (key: $0.key, value: filled($0.value)) }
                let agent = try Program(
                    in: place,
                    keys + [("http_listen", ""), ("pooler_listen", "127.0.0.1:\(try FreePort.pick())")],
                    environment: shape.environment.mapValues(filled))
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    for words in shape.told { #expect(agent.log.contains(words), "\(agent.log)") }
                    #expect(!agent.log.contains(Cluster.password))
                }
            }
        }
    }

    /// A secret in a volume as the kubelet makes them: `password` leads to `..data/password`, and `..data` to a folder of the
    /// version.
    @Reactor
    private static func volume(in place: Place, mode: mode_t) throws -> String {
        let volume = "\(place.folder)/secrets"
        mkdir(volume, 0o755)
        mkdir("\(volume)/..2026_11_29", 0o755)
        try place.write(Cluster.password + "\r\n", to: "secrets/..2026_11_29/password")
        chmod("\(volume)/..2026_11_29/password", mode)
        symlink("..2026_11_29", "\(volume)/..data")
        symlink("..data/password", "\(volume)/password")
        return "\(volume)/password"
    }
}
