import LinuxReactor
import TestServers
import Testing

@Suite("A wrong pooler_url", .serialized)
struct PoolerURLTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// `@` stands for PgBouncer's address and port.
        let url: String
        let status: String
        let doctor: String
        /// Whether PgBouncer is another one than the agent's own.
        var isAttached = false
    }

    static let rows = [
        Wrong(
            testDescription: "another password", url: "postgres://app:wrong@@/app",
            status: "PgBouncer refuses the user or the password of pooler_url",
            doctor: "cause PgBouncer refuses the user or the password of pooler_url cure mend pooler_url"),
        Wrong(
            testDescription: "a user that PgBouncer does not know", url: "postgres://stranger:x@@/app",
            status: "PgBouncer refuses the user or the password of pooler_url",
            doctor: "stranger can't work through the pooler (pooler_url)"),
        Wrong(
            testDescription: "a parameter that PgBouncer does not take",
            url: "postgres://app@@/app?options=-c%20work_mem%3D1MB",
            status: "PgBouncer refuses a parameter of pooler_url",
            doctor: "ignore_startup_parameters = options"),
        Wrong(
            testDescription: "TLS that PgBouncer does not speak", url: "postgres://app@@/app?sslmode=require",
            status: "TLS with what answers at the address of pooler_url fails", doctor: "cure mend pooler_url"),
        Wrong(
            testDescription: "an address at which nothing listens", url: "postgres://app@127.0.0.1:1/app",
            status: "nothing is reached at the address of pooler_url", doctor: "cure mend pooler_url"),
        Wrong(
            testDescription: "a password, beside an attached PgBouncer", url: "postgres://app:wrong@@/app",
            status: "PgBouncer refuses the user or the password of pooler_url", doctor: "cure mend pooler_url",
            isAttached: true),
        Wrong(
            testDescription: "a user that PgBouncer lets in and the server does not",
            url: "postgres://guest:console-secret-91bd@@/app",
            status: "the server refuses the user of pooler_url, as whom PgBouncer logs in",
            doctor: "cure mend pooler_url", isAttached: true),
    ]

    @Test(
        "status and doctor name pooler_url, not the member, if it is wrong at the start or after SIGHUP",
        arguments: rows)
    func told(row: Wrong) async throws {
        if row.isAttached {
            try await withAttached { stack in
                let url = row.url.replacing("@@", with: "@127.0.0.1:\(stack.port)")
                let right = stack.keys() + [(key: "canary_interval", value: "500ms")]
                try await Self.hold(row, in: stack.place, right, url)
            }
        } else {
            try await withPlace { place in
                try await withCluster { cluster in
                    let port = try FreePort.pick()
                    let right = try Program.keys(cluster.url, port: port, ["canary_interval": "500ms"])
                    try await Self.hold(row, in: place, right, row.url.replacing("@@", with: "@127.0.0.1:\(port)"))
                }
            }
        }
    }

    @Reactor
    private static func hold(
        _ row: Wrong, in place: Place, _ right: [(key: String, value: String)], _ url: String
    ) async throws {
        let wrong = right + [(key: "pooler_url", value: url)]
        try await withAgent(Program(in: place, wrong)) { agent in
            await agent.readiness(503, saying: row.status)
            let doctor = try await agent.command("doctor", "--seconds", "0.2").words
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(doctor.contains(row.doctor), "\(doctor)")
            try await agent.reload(right)
            await agent.readiness(200)
            try await agent.reload(wrong)
            var status = ""
            let isTold = try await eventually {
                status = try await agent.command("status").words
                return status.contains(row.status)
            }
            #expect(isTold, "\(status)\(agent.log)")
        }
    }

    @Test("a start whose pooler_url leads to the server itself ends with 78")
    func pastPooler() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(
                    in: place, ["database_url": cluster.url, "http_listen": "", "pooler_url": cluster.url])
                let end = await agent.ended()
                await agent.end()
                #expect(end.code == 78)
                #expect(end.words.contains("pooler_url leads to the server of database_url itself"), "\(end.words)")
            }
        }
    }
}
