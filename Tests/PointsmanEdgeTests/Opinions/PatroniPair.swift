import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers

/// A real Patroni cluster of two members, with an etcd of its own: on loopback addresses, in a folder of its own.
@Reactor
final class PatroniPair {
    nonisolated static let password = "app-secret-7f3a"

    let folder: String
    /// The members' addresses; PostgreSQL and Patroni listen at the same ports on both.
    let hosts: [String]
    let port: UInt16
    private let rest: PatroniPairREST
    private let etcdPorts: (client: UInt16, peer: UInt16)
    private var processes: [ChildProcess] = []
    private static let binaries = "/usr/lib/postgresql/15/bin"

    /// Starts everything; the first member is the leader.
    init(secure isSecure: Bool = false) async throws {
        var template = Array("\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/pointsman-pair-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        if getuid() == 0, let user = getpwnam("postgres") {
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        let network = LoopbackAddress.randomHost().split(separator: ".").dropLast().joined(separator: ".")
        hosts = ["\(network).1", "\(network).2"]
        port = try FreePort.pick()
        rest = PatroniPairREST(hosts: hosts, folder: isSecure ? "\(folder)/pki" : nil)
        etcdPorts = (try FreePort.pick(), try FreePort.pick())
        do {
            try await rest.makeCertificates()
            try startEtcd()
            for index in hosts.indices {
                try startPatroni(index)
                try await answers(index == 0 ? "/primary" : "/replica", at: index)
            }
            try await prepare()
        } catch {
            await remove()
            throw error
        }
    }

    var members: String { hosts.map { "\($0):\(port)" }.joined(separator: ", ") }

    /// Suspends until `path` of a member's Patroni answers 200.
    func answers(_ path: String, at index: Int, with status: Int = 200) async throws {
        let limit = ContinuousClock.now + .seconds(120)
        let client = try rest.client(at: hosts[index])
        while (try? await client.get(path, until: .now + .seconds(5)))?.status != status {
            guard .now < limit else {
                throw SystemError(call: "\(path) of \(hosts[index]): \(contents(of: "\(folder)/log"))", code: ETIMEDOUT)
            }
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
    }

    /// Kills a member's postmaster, as a crash of PostgreSQL does; its Patroni lives.
    func killServer(_ index: Int) throws {
        guard let process = postmaster(index) else { throw SystemError(call: "postmaster.pid", code: ENOENT) }
        kill(process, SIGKILL)
    }

    /// Tells Patroni to leave everything as it is; suspends until both know.
    func pause() async throws {
        try await rest.patch("/config", with: "{\"pause\": true}", at: hosts[0])
        for host in hosts {
            let client = try rest.client(at: host)
            let limit = ContinuousClock.now + .seconds(60)
            while try await client.get("/patroni", until: limit).text.contains("\"pause\": true") == false {
                await Reactor.sleep(until: .now + .milliseconds(50))
            }
        }
    }

    /// Ends the DCS: Patroni has nothing to say of its cluster any more.
    func stopEtcd() { processes[0].signal(SIGKILL) }

    /// Promotes a member behind Patroni's back.
    func promote(_ index: Int) async throws {
        _ = try await connect(to: index).execute("SELECT pg_promote(true)", until: .now + .seconds(60))
    }

    /// A superuser's connection.
    func connect(to index: Int) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            [("host", "\(folder)/\(index).sock"), ("port", "\(port)"), ("user", "postgres"), ("dbname", "postgres")],
            until: .now + .seconds(60))
    }

    /// Ends all of it, Patroni before its servers, and removes the folder.
    func remove() async {
        for process in processes.reversed() {
            process.signal(SIGKILL)
            _ = await process.ended(until: .now + .seconds(60))
        }
        for index in hosts.indices {
            guard let process = postmaster(index), let server = try? ChildProcess(adopting: process) else { continue }
            server.signal(SIGQUIT)
            _ = await server.ended(until: .now + .seconds(60))
        }
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
    }

    private func prepare() async throws {
        let leader = try await connect(to: 0)
        for statement in [
            "CREATE ROLE app LOGIN PASSWORD '\(Self.password)'", "GRANT pg_monitor TO app",
            "CREATE DATABASE app OWNER app",
        ] {
            _ = try await leader.execute(statement, until: .now + .seconds(60))
        }
        // Else a failover would lose them: it replicates asynchronously.
        let (replica, limit) = (try await connect(to: 1), ContinuousClock.now + .seconds(60))
        while try await replica.execute("SELECT FROM pg_database WHERE datname = 'app'", until: limit)[0].rows.isEmpty {
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
    }

    private func postmaster(_ index: Int) -> Int32? {
        contents(of: "\(folder)/\(index)/postmaster.pid").split(separator: "\n").first.flatMap { Int32($0) }
    }

    private func startEtcd() throws {
        let (client, peer) = ("http://127.0.0.1:\(etcdPorts.client)", "http://127.0.0.1:\(etcdPorts.peer)")
        try spawn([
            "/usr/bin/etcd", "--data-dir", "\(folder)/etcd", "--unsafe-no-fsync", "--listen-client-urls", client,
            "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", "default=\(peer)",
        ])
    }

    private func startPatroni(_ index: Int) throws {
        let host = hosts[index]
        let configuration = """
            scope: pair
            name: member-\(index)
            \(rest.configuration(of: host))
            etcd3: {host: '127.0.0.1:\(etcdPorts.client)'}
            bootstrap:
              dcs:
                ttl: 20
                loop_wait: 1
                retry_timeout: 3
                primary_start_timeout: 0
                postgresql:
                  use_pg_rewind: true
                  parameters: {wal_log_hints: 'on', wal_keep_size: 64MB, shared_buffers: 16MB, max_connections: 40}
              initdb: [{encoding: UTF8}, {locale: C}, no-sync]
            postgresql:
              listen: '\(host):\(port)'
              connect_address: '\(host):\(port)'
              data_dir: \(folder)/\(index)
              bin_dir: \(Self.binaries)
              pgpass: \(folder)/\(index).pgpass
              pg_hba: ['local all all trust', 'host all all 127.0.0.0/8 trust', 'host replication all 127.0.0.0/8 trust']
              authentication: {replication: {username: repl, password: x}, superuser: {username: postgres, password: x}}
              parameters: {unix_socket_directories: '\(folder)/\(index).sock', fsync: 'off'}
            """
        guard let file = fopen("\(folder)/\(index).yml", "w") else { throw SystemError(call: "fopen", code: errno) }
        fputs(configuration + "\n", file)
        fclose(file)
        let sockets = "\(folder)/\(index).sock"
        guard mkdir(sockets, 0o755) == 0 else { throw SystemError(call: "mkdir", code: errno) }
        if getuid() == 0, let user = getpwnam("postgres") { chown(sockets, user.pointee.pw_uid, user.pointee.pw_gid) }
        try spawn(["/usr/bin/patroni", "\(folder)/\(index).yml"])
    }

    /// PostgreSQL refuses to run as root: root does all of it as `postgres`.
    private func spawn(_ words: [String]) throws {
        let log = open("\(folder)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        defer { close(log) }
        let asUser = getuid() == 0 ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"] : []
        let all = asUser + words
        processes.append(
            try ChildProcess(
                .init(
                    all[0], Array(all.dropFirst()),
                    environment: ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=\(folder)"],
                    descriptors: [nil, log, log])))
    }
}

/// Runs `body` with such a cluster and removes it afterwards.
@Reactor
func withPatroni(secure isSecure: Bool = false, _ body: @Reactor (PatroniPair) async throws -> Void) async throws {
    let pair = try await PatroniPair(secure: isSecure)
    do {
        try await body(pair)
    } catch {
        await pair.remove()
        throw error
    }
    await pair.remove()
}
