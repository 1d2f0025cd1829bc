import Glibc
import LinuxReactor
import StatusServer
import TestServers

/// Patroni's REST API of a ``PatroniPair``, plain, or with TLS, a client's certificate and a password.
struct PatroniPairREST {
    /// Its password, where it wants one.
    static let password = "p:ss-word"
    /// Patroni's own port, where an agent looks for it.
    static let port: UInt16 = 8008

    let hosts: [String]
    /// The folder of its certificates; nil if it is plain.
    let folder: String?

    /// What Patroni's configuration says of it, in YAML.
    func configuration(of host: String) -> String {
        let place = "\(host):\(Self.port)"
        guard let folder else { return "restapi: {listen: '\(place)', connect_address: '\(place)'}" }
        // Patroni asks its other members as a client.
        return """
            restapi: {listen: '\(place)', connect_address: '\(place)', certfile: \(folder)/\(host).crt, \
            keyfile: \(folder)/\(host).key, cafile: \(folder)/ca.crt, verify_client: required, \
            authentication: {username: pat, password: '\(Self.password)'}}
            ctl: {cacert: \(folder)/ca.crt, certfile: \(folder)/\(host).crt, keyfile: \(folder)/\(host).key}
            """
    }

    func client(at host: String) throws -> HTTPClient {
        guard let folder else { return HTTPClient(.tcp(host, port: Self.port)) }
        func bytes(_ name: String) -> [UInt8] { Array(contents(of: "\(folder)/\(name)").utf8) }
        return HTTPClient(
            .tcp(host, port: Self.port),
            over: try HTTPSecurity(
                .full, authority: bytes("ca.crt"), certificate: bytes("client.crt"), key: bytes("client.key")))
    }

    @Reactor
    func patch(_ path: String, with body: String, at host: String) async throws {
        let place = "\(host):\(Self.port)\(path)"
        let access =
            folder.map { folder in
                [
                    "--cacert", "\(folder)/ca.crt", "--cert", "\(folder)/client.crt", "--key", "\(folder)/client.key",
                    "--user", "pat:\(Self.password)", "https://\(place)",
                ]
            } ?? ["http://\(place)"]
        try await run("/usr/bin/curl", ["-sf", "-X", "PATCH", "-d", body] + access)
    }

    /// An authority, and what it has signed: a certificate of each host's address, and one for clients.
    @Reactor
    func makeCertificates() async throws {
        guard let folder else { return }
        let curve = "ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        let script = """
            mkdir \(folder)
            cd \(folder)
            openssl req -x509 -newkey \(curve) -days 2 -subj /CN=pair -keyout ca.key -out ca.crt
            for host in \(hosts.joined(separator: " ")) client; do
                openssl req -newkey \(curve) -subj /CN=$host -keyout $host.key -out $host.csr
                if [ $host = client ]; then echo extendedKeyUsage=clientAuth; else echo "subjectAltName=IP:$host"; fi >names
                openssl x509 -req -in $host.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out $host.crt
            done
            chmod 600 *.key
            if [ $(id -u) = 0 ]; then chown -R postgres . && chown root client.key; fi
            """
        try await run("/bin/sh", ["-ec", script])
    }

    @Reactor
    private func run(_ program: String, _ arguments: [String]) async throws {
        let child = try ChildProcess(
            .init(program, arguments, environment: ["PATH=/usr/bin:/bin"], descriptors: [nil, nil, nil]))
        guard await child.ended(until: .now + .seconds(60)) == 0 else { throw SystemError(call: program, code: EIO) }
    }
}
