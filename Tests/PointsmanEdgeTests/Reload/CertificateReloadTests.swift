import Glibc
import LinuxReactor
import TestServers
import Testing

@Suite("Certificates that are replaced while the agent runs", .serialized)
struct CertificateReloadTests {
    @Test(
        "clients see a replaced certificate after SIGHUP, whether its files or the link to them changed",
        arguments: [true, false])
    func clients(isLink: Bool) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                try await Self.run(
                    """
                    for name in first second; do
                        mkdir $name
                        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=$name \
                            -keyout $name/tls.key -out $name/tls.crt
                        chmod 644 $name/*
                    done
                    ln -s first current
                    """, in: place)
                let agent = try Program(
                    of: cluster, in: place, port: port,
                    pgbouncer: [
                        "client_tls_sslmode": "allow", "client_tls_cert_file": "\(place.folder)/current/tls.crt",
                        "client_tls_key_file": "\(place.folder)/current/tls.key",
                    ])
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    #expect(try await Self.subject(port, in: place) == "subject=CN = first\n")
                    try await Self.run(
                        isLink
                            ? "ln -s second next; mv -T next current"
                            : "cat second/tls.key >first/tls.key; cat second/tls.crt >first/tls.crt",
                        in: place)
                    #expect(await agent.reload().contains("the configuration was read again\n"))
                    let isSecond = try await eventually {
                        try await Self.subject(port, in: place) == "subject=CN = second\n"
                    }
                    #expect(isSecond)
                    // Half a file: what ran goes on.
                    try await Self.run("echo '-----BEGIN CERTIFICATE-----' >current/tls.crt", in: place)
                    #expect(await agent.reload().contains("the configuration stays as it was"))
                    #expect(try await Self.subject(port, in: place) == "subject=CN = second\n")
                    await agent.readiness(200)
                }
            }
        }
    }

    /// Whose certificate PgBouncer shows.
    @Reactor
    private static func subject(_ port: UInt16, in place: Place) async throws -> String {
        unlink("\(place.folder)/subject")
        try await run(
            "openssl s_client -connect 127.0.0.1:\(port) -starttls postgres </dev/null 2>&1 | openssl x509 -noout -subject >subject",
            in: place)
        return contents(of: "\(place.folder)/subject")
    }

    @Reactor
    private static func run(_ script: String, in place: Place) async throws {
        let child = try place.start(
            ["/bin/sh", "-ec", "cd \(place.folder)\n\(script)"], environment: ["PATH=\(Program.path)"],
            output: "script.log")
        let code = await child.ended(until: .now + .seconds(60))
        #expect(code == 0, "\(contents(of: "\(place.folder)/script.log"))")
    }
}
