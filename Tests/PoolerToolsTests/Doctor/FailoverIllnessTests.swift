import Glibc
import LinuxReactor
import PointsmanConfiguration
import PoolerTools
import PostgresClient
import TestServers
import Testing

@Suite("Doctor on real servers: names, timeouts and limits", .serialized)
struct FailoverIllnessTests {
    @Test("doctor finds the settings that will hurt in a failover")
    func settings() async throws {
        let settings = [
            "server_login_retry": "15", "server_connect_timeout": "15", "query_wait_timeout": "10",
            "client_login_timeout": "15", "query_timeout": "5", "tcp_keepidle": "0", "tcp_user_timeout": "0",
            "listen_backlog": "100000", "dns_max_ttl": "3600", "max_client_conn": "200", "server_idle_timeout": "0",
            "server_check_delay": "0",
        ]
        try await withStack(settings, databases: "byname = host=localhost port=1") { stack in
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("server_login_retry", .warning, "15.0 s")
            diagnosis.expect("server_connect_timeout", .warning, "15.0 s")
            diagnosis.expect("waiting-timeouts", .problem, "query_wait_timeout is 10.0 s, hold_timeout 60.0 s")
            diagnosis.expect("waiting-timeouts", .warning, "client_login_timeout is 15.0 s")
            diagnosis.expect("waiting-timeouts", .warning, "query_timeout is 5.0 s")
            diagnosis.expect("dead-peers", .warning, "tcp_keepidle is not set")
            diagnosis.expect("dead-peers", .warning, "tcp_user_timeout is not set")
            diagnosis.expect("backlog", .warning, "listen_backlog is 100000")
            diagnosis.expect("dns-ttl", .warning, "PgBouncer looks up localhost itself; dns_max_ttl is 60 min")
            diagnosis.expect("connections", .notice, "server_idle_timeout is 0")
            diagnosis.expect("server_check_query", .notice, "server_check_delay is 0")
            #expect(diagnosis.exitCode == 2)
        }
    }

    @Test("doctor finds missing keepalives, a connect timeout below the fence's wait, and a short listen backlog")
    func otherSettings() async throws {
        let settings = ["tcp_keepalive": "0", "server_connect_timeout": "1", "listen_backlog": "8"]
        try await withStack(settings) { stack in
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("dead-peers", .warning, "tcp_keepalive is 0")
            diagnosis.expect("server_connect_timeout", .warning, "1.0 s")
            diagnosis.expect("backlog", .warning, "listen_backlog is 8,")
        }
    }

    @Test("doctor finds check queries that fail or are slow, PgBouncer's and Pointsman's")
    func checkQueries() async throws {
        try await withStack(["server_check_query": "select nobody_knows_this()"]) { stack in
            // Far apart, for a machine that is busy.
            let times: [ConfigurationKey: String] = [.probeTimeout: "2s", .suspectAfter: "5s"]
            let failing = try await stack.diagnose(
                keys: times.merging([.serverCheckQuery: "select pg_sleep(2.1)"]) { $1 })
            failing.expect("server_check_query", .problem, "PgBouncer's server_check_query fails on the primary")
            failing.expect("server_check_query", .problem, "Pointsman's server_check_query takes ")
            let slow = try await stack.diagnose(
                keys: times.merging([.serverCheckQuery: "select pg_sleep(0.6)"]) { $1 })
            slow.expect("server_check_query", .warning, "Pointsman's server_check_query takes ")
        }
    }

    @Test("doctor finds a PgBouncer whose limit of open files is too low")
    func descriptors() async throws {
        try await withStack { stack in
            let process = stack.pooler.process.processID
            try await limit(process, to: 100)
            try await stack.diagnose().expect("descriptors", .warning, "process \(process) may open 100 files")
            var clients: [PostgresConnection] = []
            for _ in 0..<20 { clients.append(try await stack.client()) }
            // Room for doctor's own console, its client and a server, and no more.
            let most = Self.openFiles(of: process) + 3
            try await limit(process, to: most)
            try await stack.diagnose().expect("descriptors", .problem, "process \(process) may open \(most) files")
            #expect(clients.count == 20)
        }
    }

    private static func openFiles(of process: Int32) -> Int {
        guard let folder = opendir("/proc/\(process)/fd") else { return 0 }
        defer { closedir(folder) }
        // Without the folder and its parent.
        var count = -2
        while readdir(folder) != nil { count += 1 }
        return count
    }

    private func limit(_ process: Int32, to files: Int) async throws {
        // Another user's takes CAP_SYS_RESOURCE, which root may lack.
        let words = ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"]
        let asUser = getuid() == 0 ? ["/usr/bin/setpriv"] + words : []
        let command = asUser + ["/usr/bin/prlimit", "--pid", "\(process)", "--nofile=\(files):100"]
        let prlimit = try await ChildProcess(.init(command[0], Array(command.dropFirst()), environment: []))
        #expect(await prlimit.ended(until: .now + .seconds(60)) == 0)
    }

    @Test("doctor finds external names, public addresses and DNS records with a long TTL")
    func names() async throws {
        try await withResolver([
            "db.fly.dev. 5 IN A 127.0.0.1", "db.example.com. 3600 IN A 203.0.113.7", "db.internal. 5 IN A 127.0.0.1",
        ]) { resolver in
            try await withStack { stack in
                let external = try await stack.diagnose(host: "db.fly.dev", keys: [.resolver: resolver.server])
                external.expect("names", .warning, "the external name db.fly.dev")
                external.expect("members", .ok, "the primary is 127.0.0.1:\(stack.serverPort)")
                external.expect("dns-ttl", .ok, "live for 5.0 s")
                let far = try await stack.diagnose(host: "db.example.com", keys: [.resolver: resolver.server])
                far.expect("names", .warning, "db.example.com leads to 203.0.113.7, a public address")
                far.expect("names", .warning, "1 of 1 members have public addresses")
                far.expect("dns-ttl", .notice, "the records of db.example.com live for 60 min")
                let unknown = try await stack.diagnose(host: "nobody.internal", keys: [.resolver: resolver.server])
                unknown.expect("members", .problem, "no member is known")
                #expect(unknown.findings.contains { $0.check == "dns-ttl" && !$0.verdict.isChecked })
            }
        }
    }

    @Test("doctor tells a member that is another PgBouncer from a server")
    func pooledMember() async throws {
        try await withStack { stack in
            let direct = try await stack.diagnose()
            direct.expect("endpoint", .ok, "127.0.0.1:\(stack.serverPort): it is followed when its name moves")
            try await withStack { other in
                let pooled = try await stack.diagnose(
                    keys: [.discovery: "static", .members: "127.0.0.1:\(other.port)"])
                pooled.expect("endpoint", .warning, "127.0.0.1:\(other.port) is reached through another pooler")
            }
        }
    }

    @Test("doctor finds a primary in another region, and a PRIMARY_REGION that is out of date")
    func regions() async throws {
        let address = "::ffff:127.0.0.1"
        try await withResolver([
            "db.internal. 5 IN AAAA \(address)", "regions.db.internal. 5 IN TXT \"iad\"",
            "iad.db.internal. 5 IN AAAA \(address)",
        ]) { resolver in
            try await withStack { stack in
                let away = try await stack.diagnose(
                    host: "db.internal", keys: [.resolver: resolver.server, .region: "fra"])
                away.expect("region", .warning, "this instance is in fra, the primary in iad")
                away.expect("names", .ok, "the internal name db.internal")
                let home = try await stack.diagnose(
                    host: "db.internal", keys: [.resolver: resolver.server, .region: "iad"],
                    environment: ["PRIMARY_REGION": "fra"])
                home.expect("region", .notice, "PRIMARY_REGION says fra")
            }
        }
    }
}
