import Glibc
import LinuxReactor
import TestServers
import Testing

@Suite("The canary's way through PgBouncer", .serialized)
struct CanaryWayTests {
    /// How clients must come, and what the agent is told besides.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Keys of `[pgbouncer]`; `@` is the test's folder.
        var pooler: [String: String] = [:]
        /// What stands behind the ? of the database's URL.
        var parameters = ""
        /// What stands behind the ? of `pooler_url`; nil for no such key.
        var poolerParameters: String?
    }

    private static let tls = ["client_tls_key_file": "@/pooler.key", "client_tls_cert_file": "@/pooler.crt"]
    private static let verified = tls.merging(["client_tls_ca_file": "@/ca.crt"]) { $1 }
    private static let certificate = "sslcert=@/app.crt&sslkey=@/app.key"

    private static func mode(_ mode: String, _ keys: [String: String]) -> [String: String] {
        keys.merging(["client_tls_sslmode": mode]) { $1 }
    }

    @Test(
        "the canary passes a managed PgBouncer whatever TLS, certificate or options its clients need",
        arguments: [
            Case(testDescription: "options in the URL", parameters: "options=-c%20search_path%3Dapp"),
            Case(testDescription: "prefer", pooler: mode("prefer", tls)),
            Case(testDescription: "require", pooler: mode("require", tls)),
            Case(testDescription: "Require in capitals", pooler: mode("REQUIRE", tls)),
            Case(testDescription: "Verify-CA in capitals, without a certificate", pooler: mode("Verify-CA", verified)),
            Case(
                testDescription: "require, and an authority of the members'", pooler: mode("require", tls),
                parameters: "sslrootcert=@/other.crt"),
            Case(testDescription: "verify-ca without a certificate", pooler: mode("verify-ca", verified)),
            Case(
                testDescription: "verify-full with a certificate", pooler: mode("verify-full", verified),
                parameters: certificate),
            Case(
                testDescription: "auth_type cert",
                pooler: mode("verify-full", verified).merging(["auth_type": "hba", "auth_hba_file": "@/hba"]) { $1 },
                parameters: certificate),
            Case(
                testDescription: "auth_type cert, told by pooler_url",
                pooler: mode("verify-full", verified).merging(["auth_type": "hba", "auth_hba_file": "@/hba"]) { $1 },
                poolerParameters: "sslmode=verify-full&sslrootcert=@/ca.crt&" + certificate),
            Case(
                testDescription: "encrypted clients only, by hba",
                pooler: mode("allow", tls).merging(["auth_type": "hba", "auth_hba_file": "@/hba-tls"]) { $1 }),
        ])
    func managed(row: Case) async throws {
        try await withPlace { place in
            try await Certificates.make(in: place)
            try place.write("local all all md5\nhostssl all all 127.0.0.1/32 cert\n", to: "hba")
            try place.write("local all all md5\nhostssl all all 127.0.0.1/32 md5\n", to: "hba-tls")
            try await withCluster { cluster in
                let port = try FreePort.pick()
                func here(_ text: String) -> String { text.replacing("@", with: place.folder) }
                var keys = [
                    ("database_url", "\(cluster.url)?\(here(row.parameters))"), ("discovery", "static"),
                    ("members", "127.0.0.1:\(cluster.port)"), ("http_listen", ""),
                    ("pooler_listen", "127.0.0.1:\(port)"),
                    ("canary_interval", "500ms"),
                ]
                if let parameters = row.poolerParameters {
                    keys.append(("pooler_url", "postgres://app@127.0.0.1:\(port)/app?\(here(parameters))"))
                }
                let program = try Program(
                    in: place, keys.map { (key: $0.0, value: $0.1) },
                    pgbouncer: row.pooler.sorted { $0.key < $1.key }.map { (key: $0.key, value: here($0.value)) },
                    environment: ["PGOPTIONS": "-c geqo=off", "PGGEQO": "off"])
                try await withAgent(program) { agent in
                    await agent.readiness(200)
                    let check = try await agent.command("check", "ready")
                    #expect(check.code == 0, "\(check.words)")
                }
            }
        }
    }

    @Test("the canary to an attached PgBouncer uses the console's root certificate and sends no options")
    func attached() async throws {
        try await withAttached { stack in
            try await Certificates.make(in: stack.place)
            let folder = stack.place.folder
            let ini = contents(of: "\(stack.pooler.folder)/pgbouncer.ini")
            let keys = """
                [pgbouncer]
                client_tls_sslmode = require
                client_tls_key_file = \(folder)/pooler.key
                client_tls_cert_file = \(folder)/pooler.crt
                """
            try stack.pooler.write(ini.replacing("[pgbouncer]", with: keys), to: "pgbouncer.ini")
            try await stack.tell("RELOAD")
            let agent = try stack.agent(
                console: stack.console() + "?sslmode=verify-full&sslrootcert=\(folder)/ca.crt",
                url: stack.cluster.url + "?sslrootcert=\(folder)/other.crt&options=-c%20search_path%3Dapp",
                keys: ["canary_interval": "500ms"])
            try await withAgent(agent) { agent in await agent.readiness(200) }
        }
    }
}
