import Glibc
import LinuxReactor
import TestServers
import Testing

/// Its own /etc in a mount namespace, and port 53, take root.
@Suite("A database host name that only this machine can complete", .serialized, .enabled(if: getuid() == 0))
struct HostNameTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var host: String
        /// Behind `nameserver`.
        var resolver = ""
        var hosts = ""
        var records: [String] = []
        var environment: [String: String] = [:]
        /// In the agent's log.
        var sentence: String
    }

    private static let kubernetes =
        "search default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n"

    static let cases: [Case] = [
        Case(
            testDescription: "a Service of Kubernetes in a namespace", host: "pg-rw.default", resolver: kubernetes,
            records: ["pg-rw.default.svc.cluster.local. 5 IN A 127.0.0.1"],
            sentence: "discovery: pg-rw.default is pg-rw.default.svc.cluster.local, by the search list of resolv.conf"),
        Case(
            testDescription: "a complete name with a final dot", host: "pg.example.org.", resolver: kubernetes,
            records: [
                "pg.example.org. 5 IN A 127.0.0.1", "pg.example.org.default.svc.cluster.local. 5 IN A 127.9.9.9",
            ],
            sentence: "ready"),
        Case(
            testDescription: "Docker's host", host: "host.docker.internal", hosts: "127.0.0.1 host.docker.internal\n",
            sentence: "discovery: host.docker.internal is read as a plain name, all of whose addresses are members: "
                + "it is a line of the hosts file"),
        Case(
            testDescription: "an instance of AWS", host: "ip-10-0-0-5.ec2.internal",
            records: ["ip-10-0-0-5.ec2.internal. 5 IN A 127.0.0.1"],
            sentence: "it has an A record, and Fly.io's zone has none"),
        Case(
            testDescription: "a private zone with A records only, asked on Fly", host: "db.internal",
            records: ["db.internal. 5 IN A 127.0.0.1"], environment: ["FLY_APP_NAME": "shop"],
            sentence: "it has an A record, and Fly.io's zone has none"),
        Case(
            testDescription: "an app of Fly's, seen from elsewhere", host: "db.internal",
            records: [
                "db.internal. 5 IN AAAA ::ffff:127.0.0.1", "regions.db.internal. 5 IN TXT iad",
                "iad.db.internal. 5 IN AAAA ::ffff:127.0.0.1",
            ], sentence: "discovery: db.internal is read as Fly.io's app db: TXT regions.db.internal"),
    ]

    @Test("an agent finds the database by a locally completed host name, and its log says how", arguments: cases)
    func found(host: Case) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                try await withResolver(host.records, atStandardPort: true) { server in
                    try place.write("\(host.resolver)nameserver \(server.address.host)\n", to: "resolv.conf")
                    try place.write("127.0.0.1 localhost\n\(host.hosts)", to: "hosts")
                    let agent = try Program(
                        in: place,
                        [
                            "database_url": cluster.url.replacing("127.0.0.1", with: host.host), "http_listen": "",
                            "pooler_listen": "127.0.0.1:\(try FreePort.pick())",
                        ], environment: host.environment, wrapper: Self.underOwnFiles(of: place))
                    try await withAgent(agent) { agent in
                        #expect(await agent.readiness(200) == "ready\n")
                        #expect(agent.log.contains(host.sentence), "\(agent.log)")
                    }
                }
            }
        }
    }

    @Test("an agent asks a DNS server with a link-local address at the interface that resolv.conf names")
    func linkLocal() async throws {
        try await withPlace { place in
            try place.write("search two.internal\nnameserver fe80::53%lo\n", to: "resolv.conf")
            try place.write("127.0.0.1 localhost\n", to: "hosts")
            try place.write(
                """
                server:
                    interface: fe80::53%lo
                    access-control: ::0/0 allow
                    username: ""
                    chroot: ""
                    pidfile: ""
                    use-syslog: no
                    local-zone: "." static
                    local-data: "pg.two.internal. 5 IN A 127.0.0.1"

                """, to: "unbound.conf")
            let script = """
                ip link set lo up && ip addr add fe80::53/64 dev lo && echo >\(place.folder)/up && \
                exec /usr/sbin/unbound -d -c \(place.folder)/unbound.conf
                """
            let network = try place.start(
                ["unshare", "-n", "sh", "-c", script], environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
                output: "network.log")
            defer { network.signal(SIGKILL) }
            _ = await eventually { access("\(place.folder)/up", F_OK) == 0 }
            let agent = try Program(
                in: place, ["database_url": "postgres://app:x@pg:1/app", "http_listen": ""],
                wrapper: ["nsenter", "-t", "\(network.processID)", "-n"] + Self.underOwnFiles(of: place))
            try await withAgent(agent) { agent in
                #expect(await agent.logs("discovery: pg is pg.two.internal, by the search list"), "\(agent.log)")
            }
        }
    }

    /// Becomes a program that sees the files of `place` as those of the machine.
    @Reactor
    private static func underOwnFiles(of place: Place) -> [String] {
        let script = """
            mount --make-rprivate / && mount --bind \(place.folder)/resolv.conf /etc/resolv.conf && \
            mount --bind \(place.folder)/hosts /etc/hosts && exec "$@"
            """
        return ["unshare", "-m", "sh", "-c", script, "_"]
    }
}
