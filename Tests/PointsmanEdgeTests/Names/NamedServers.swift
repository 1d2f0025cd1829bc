import Glibc
import LinuxReactor
import PostgresClient
import TestServers

/// A pair of servers, each with a certificate that one authority of the test's own has signed: for names, and for no
/// address. What comes over TCP is encrypted or refused.
@Reactor
struct NamedServers {
    let pair: ServerPair
    let place: Place
    let resolver: TestResolver

    /// - Parameter names: the `subjectAltName` of each server's certificate.
    static func prepare(
        _ pair: ServerPair, in place: Place, _ resolver: TestResolver, names: (first: String, second: String)
    ) async throws -> NamedServers {
        let servers = NamedServers(pair: pair, place: place, resolver: resolver)
        let curve = "ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        try await servers.run(
            "openssl req -x509 -newkey \(curve) -days 2 -subj /CN=authority -keyout ca.key -out ca.crt; chmod 644 ca.crt"
        )
        try await servers.certify("first", names.first, port: pair.ports.first)
        try await servers.certify("second", names.second, port: pair.ports.second)
        return servers
    }

    /// Gives a server a certificate for other names.
    func certify(_ server: String, _ names: String, port: UInt16) async throws {
        let data = "\(pair.folder)/\(server)"
        let curve = "ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        try await run(
            """
            openssl req -newkey \(curve) -subj /CN=server -keyout server.key -out server.csr
            echo 'subjectAltName = \(names)' > names
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.crt
            install -m 600 --owner=$(stat -c %U \(data)) server.key server.crt \(data)
            printf 'local all all trust\\nlocal replication all trust\\nhostssl all all 127.0.0.0/8 scram-sha-256\\n' \
                >\(data)/pg_hba.conf
            """)
        let connection = try await pair.connect(to: port)
        for statement in ["ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"] {
            _ = try await connection.execute(statement, until: .now + .seconds(60))
        }
    }

    /// An agent with a PgBouncer of its own, both of which ask the test's own DNS.
    /// - Parameters:
    ///   - hosts: those of the URL, with their ports.
    ///   - mode: how the probes check certificates.
    func agent(
        _ hosts: String, port: UInt16, mode: String = "verify-full", _ keys: KeyValuePairs<String, String> = [:]
    ) throws -> Program {
        let url =
            "postgres://app:\(ServerPair.password)@\(hosts)/app?sslmode=\(mode)&sslrootcert=\(place.folder)/ca.crt"
        return try Program(
            in: place,
            Program.keys(url, port: port) + [("resolver", resolver.server), ("canary_interval", "1s")]
                + keys.map { ($0.key, $0.value) })
    }

    /// Runs `body` with a PgBouncer that checks servers' names itself and asks the test's DNS, and with the keys of an agent
    /// attached to it.
    func withAttached(
        port: UInt16, _ body: @Reactor (TestPooler, KeyValuePairs<String, String>) async throws -> Void
    ) async throws {
        // An included file must be there before PgBouncer starts.
        guard mkdir(place.state, 0o755) == 0 else { throw SystemError(call: "mkdir", code: errno) }
        try place.write("", to: "state/databases.ini")
        let address = resolver.server.prefix { $0 != ":" }
        try await withPooler(rendering: { folder in
            var files = Attached.files(
                port: port, including: "\(place.state)/databases.ini",
                keys: """
                    server_tls_sslmode = verify-full
                    server_tls_ca_file = \(place.folder)/ca.crt
                    resolv_conf = \(folder)/resolv.conf
                    dns_nxdomain_ttl = 1
                    """, in: folder)
            files["resolv.conf"] = "nameserver \(address)\n"
            return files
        }) { pooler in
            _ = try await pooler.console(port: port, as: "boss", password: Attached.consolePassword)
            try await body(
                pooler,
                [
                    "pooler": "attached",
                    "pooler_console": "postgres://boss:\(Attached.consolePassword)@127.0.0.1:\(port)/pgbouncer",
                ])
        }
    }

    /// The file that leads PgBouncer.
    var databases: String { contents(of: "\(place.state)/databases.ini") }

    private func run(_ script: String) async throws {
        let child = try place.start(
            ["/bin/sh", "-ec", "cd \(place.folder)\n\(script)"], environment: ["PATH=\(Program.path)"],
            output: "openssl.log")
        guard await child.ended(until: .now + .seconds(60)) == 0 else {
            throw SystemError(call: "openssl: \(contents(of: "\(place.folder)/openssl.log"))", code: 5)
        }
    }
}

/// Runs `body` with such servers and removes them afterwards.
@Reactor
func withNamedServers(
    _ records: [String], names: (first: String, second: String), _ body: @Reactor (NamedServers) async throws -> Void
) async throws {
    try await withPairAndPlace { pair, place in
        try await withResolver(records, atStandardPort: true) { resolver in
            try await body(NamedServers.prepare(pair, in: place, resolver, names: names))
        }
    }
}
