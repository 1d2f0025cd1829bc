import Glibc
import LinuxReactor
import PointsmanLoad
import PostgresClient

/// A PgBouncer without an agent, tuned for a primary that moves. What helps the agent's PgBouncer it has as well.
@Reactor
final class PgBouncerRoute: ContenderRoute {
    /// How it finds the primary.
    enum Guide {
        /// A name in DNS.
        case name(LabResolver)
        /// A script on the machine, told at once, that rewrites its file and lets it RELOAD.
        case script
        /// A proxy before the servers, at this port of the machine.
        case proxy(UInt16)
    }

    private let plan: LabPlan
    private let guide: Guide
    private let port: UInt16
    private let password = RandomWord.make(digits: 24)
    private var process: LabProcess?

    init(_ guide: Guide, of plan: LabPlan) throws(LabError) {
        self.plan = plan
        self.guide = guide
        port = try LoopbackPorts.free()
    }

    private var folder: String { "\(plan.folder)/pgbouncer" }
    private var ini: String { "\(folder)/pgbouncer.ini" }
    private var log: String { "\(plan.folder)/log/pgbouncer" }

    var ways: [[(keyword: String, value: String)]] { [plan.pooledConnection(at: port)] }

    func start(leadingTo primary: MemberServer) async throws(LabError) {
        try Folder.make(folder)
        if case .name(let resolver) = guide { try resolver.point(to: primary.member.address, timeToLive: 1) }
        let files = [
            (ini, text(leadingTo: primary.member)), ("\(folder)/resolv.conf", "nameserver \(plan.resolverAddress)\n"),
            ("\(folder)/users.txt", "\"app\" \"\(plan.appPassword)\"\n\"admin\" \"\(password)\"\n"),
        ]
        for (path, content) in files {
            try TextFile.write(content, to: path)
            try ServerUser.own(path)
        }
        process = try LabProcess(
            starting: ServerUser.prefix + ["pgbouncer", ini], environment: Program.environment, log: log,
            pidFile: "\(plan.folder)/pid/pgbouncer")
        try await untilServed()
    }

    func moved(to primary: MemberServer) async throws(LabError) {
        switch guide {
        case .name(let resolver): try resolver.point(to: primary.member.address, timeToLive: 1)
        case .proxy: break
        case .script:
            try TextFile.write(text(leadingTo: primary.member), to: ini)
            try ServerUser.own(ini)
            do {
                let console = try await PostgresConnection.connect(
                    plan.pooledConnection(at: port).map { pair in
                        let own = ["user": "admin", "password": password, "dbname": "pgbouncer"]
                        return (keyword: pair.keyword, value: own[pair.keyword] ?? pair.value)
                    }, until: .now + .seconds(10))
                _ = try await console.execute("RELOAD", until: .now + .seconds(10))
            } catch {
                throw LabError("PgBouncer doesn't take RELOAD: \(error); \(log) ends with:\n\(TextFile.tail(of: log))")
            }
        }
    }

    func stop() async {
        await process?.end(by: SIGTERM, patience: .seconds(5))
        process = nil
    }

    /// Waits until a client gets an answer from a server.
    private func untilServed() async throws(LabError) {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let connection = try? await PostgresConnection.connect(ways[0], until: .now + .seconds(5))
            if (try? await connection?.execute("select 1", until: .now + .seconds(5))) != nil { return }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        throw LabError("PgBouncer lets no client in; \(log) ends with:\n\(TextFile.tail(of: log))")
    }

    private func text(leadingTo member: LabMember) -> String {
        let target =
            switch guide {
            case .name: "host=\(ZoneText.endpoint) port=\(plan.port)"
            case .script: "host=\(member.address) port=\(plan.port)"
            case .proxy(let port): "host=127.0.0.1 port=\(port)"
            }
        return """
            [databases]
            app = \(target) dbname=app
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = md5
            auth_file = \(folder)/users.txt
            admin_users = admin
            resolv_conf = \(folder)/resolv.conf
            pool_mode = transaction
            default_pool_size = 50
            min_pool_size = 10
            server_login_retry = 0.02
            server_connect_timeout = 1
            tcp_user_timeout = 1000
            server_check_delay = 0
            dns_max_ttl = 0.2
            dns_nxdomain_ttl = 0.2
            query_timeout = 3

            """
    }
}
