import Glibc
package import LinuxReactor
import PointsmanLoad
package import PostgresClient

/// A member's PostgreSQL, 15 as a rule: its folder, its process, and the superuser's connection over the Unix socket.
@Reactor
package final class MemberServer {
    package let member: LabMember
    private let plan: LabPlan
    private var process: LabProcess?
    /// Whether the lab is ending: a step that is still under way must not start the server again.
    private var isRetired = false
    /// Debian's, or those of another release: POINTSMAN_TEST_SERVER names their folder.
    static let standardBinaries =
        getenv("POINTSMAN_TEST_SERVER").map { String(cString: $0) } ?? "/usr/lib/postgresql/15/bin"
    private let binaries: String

    /// - Parameter binaries: the folder of its programs.
    init(_ member: LabMember, of plan: LabPlan, binaries: String = MemberServer.standardBinaries) {
        self.binaries = binaries
        self.member = member
        self.plan = plan
    }

    var data: String { "\(plan.dataFolder)/\(member.region)" }
    /// The file of its programs' output.
    var log: String { "\(plan.folder)/log/\(member.region)" }
    private var sockets: String { "\(plan.dataFolder)/\(member.region).sockets" }
    private var passfile: String { "\(plan.dataFolder)/\(member.region).pass" }
    private var pidFile: String { "\(plan.folder)/pid/\(member.region)" }

    /// Whether it has data to start from.
    package var isInitialised: Bool { TextFile.exists("\(data)/PG_VERSION") }

    /// Whether its postmaster runs, even if another process started it.
    package var isRunning: Bool { running != nil }

    private var running: LabProcess? {
        if process?.isAlive != true { process = LabProcess(recordedIn: pidFile) }
        return process
    }

    /// Creates an empty cluster in its folder.
    func initialise() async throws(LabError) {
        try prepareFolders()
        try await Program.run(
            ServerUser.prefix + [
                "\(binaries)/initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync",
                "--no-instructions", "-E", "UTF8", "--locale=C.UTF-8",
            ], log: log)
        try configure()
    }

    /// Makes it a standby of `primary` with the primary's present state; its old data is removed.
    func copy(from primary: MemberServer) async throws(LabError) {
        await removeData()
        try prepareFolders()
        try await Program.run(
            plan.entering(member.address) + ServerUser.prefix + [
                "\(binaries)/pg_basebackup", "-d", primary.connectionForReplication(to: self), "-D", data, "-R",
                "-X", "stream", "-c", "fast", "--no-sync",
            ], log: log)
        try append("synchronous_standby_names = ''\n", to: "\(data)/postgresql.auto.conf")
    }

    /// Lets a fresh copy follow no server.
    func detach() throws(LabError) {
        try append("primary_conninfo = ''\n", to: "\(data)/postgresql.auto.conf")
    }

    /// The connection to this server in a standby's `primary_conninfo`. The password is in the standby's passfile, of
    /// mode 0600.
    func connectionForReplication(to standby: MemberServer) -> String {
        "host=\(member.address) port=\(plan.port) user=replicator passfile=\(standby.passfile) "
            + "application_name=\(standby.member.region) sslmode=disable gssencmode=disable"
    }

    /// Starts the server; returns when its process exists, before it accepts connections.
    /// - Parameters:
    ///   - isReachable: whether it listens at its address; its Unix socket exists in any case.
    ///   - other: a further address at which it listens.
    package func start(isReachable: Bool = true, alsoAt other: String? = nil) throws(LabError) {
        if isRetired { throw LabError("the lab is being removed") }
        let address = isReachable ? [member.address, other].compactMap(\.self).joined(separator: ",") : ""
        process = try LabProcess(
            starting: plan.entering(member.address) + ServerUser.prefix + [
                "\(binaries)/postgres", "-D", data, "-c", "listen_addresses=\(address)", "-c",
                "port=\(plan.port)", "-c", "unix_socket_directories=\(sockets)",
            ], environment: Program.environment, log: log, pidFile: pidFile)
    }

    /// Waits until the superuser can log in.
    package func answers() async throws(LabError) {
        _ = try await administrator()
    }

    /// A superuser's connection; it is tried until the server is up, for at most `limit`.
    package func administrator(
        of database: String = "postgres", limit: Duration = .seconds(60)
    ) async throws(LabError) -> PostgresConnection {
        let deadline = ContinuousClock.now + limit
        while true {
            do {
                return try await PostgresConnection.connect(
                    [("host", sockets), ("port", "\(plan.port)"), ("user", "postgres"), ("dbname", database)],
                    until: deadline)
            } catch {
                if ContinuousClock.now > deadline || !isRunning {
                    throw LabError(
                        "\(member.region) doesn't answer: \(error); \(log) ends with:\n\(TextFile.tail(of: log))")
                }
            }
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
    }

    /// The superuser's login in libpq's form, without a password.
    func login(_ database: String) -> String { "host=\(sockets) port=\(plan.port) user=postgres dbname=\(database)" }

    /// Runs `sql` as the superuser. Throws if the server refuses it.
    @discardableResult
    package func administer(_ sql: String, in database: String = "postgres") async throws(LabError) -> [ResultSet] {
        let connection = try await administrator(of: database)
        do {
            return try await connection.execute(sql, until: .now + .seconds(60))
        } catch {
            throw LabError("\(member.region) refused `\(sql.prefix(60))`: \(error)")
        }
    }

    /// The mark of its writes; nil if it takes none, or doesn't answer soon.
    func mark() async -> ServerMark? {
        let limit = Duration.seconds(2)
        guard isRunning, let connection = try? await administrator(limit: limit) else { return nil }
        return (try? await connection.execute("select \(ServerMark.columns)", until: .now + limit))
            .flatMap(ServerMark.init)
    }

    /// Kills the postmaster and all its processes, and returns when they are gone.
    package func kill() async {
        guard let running else { return }
        await running.killWithChildren()
        process = nil
        forgetProcess()
    }

    /// Stops the postmaster and all its processes (SIGSTOP); returns when all are stopped.
    func freeze() async {
        await running?.freezeWithChildren()
    }

    /// Lets them go on.
    func thaw() {
        running?.thawWithChildren()
    }

    /// Kills it, and prevents a later start.
    func retire() async {
        isRetired = true
        await kill()
    }

    /// Shuts it down fast (PostgreSQL manual, 19.5), as `pg_ctl stop -m fast` does; returns when it is down.
    package func stop() async {
        await running?.end(by: SIGINT, patience: .seconds(60))
        process = nil
    }

    /// Removes its data; the server must be down.
    func removeData() async {
        await SmallDisk.remove(below: data, log: log)
        forgetProcess()
        await Program.remove(data)
    }

    private func prepareFolders() throws(LabError) {
        try Folder.make(sockets)
        chmod(sockets, 0o700)
        try TextFile.write("*:*:*:replicator:\(plan.replicatorPassword)\n", to: passfile)
        try Folder.make(data)
        chmod(data, 0o700)
        for path in [data, sockets, passfile] { try ServerUser.own(path) }
    }

    /// Writes the lab's settings into a fresh cluster's files; copies inherit them.
    private func configure() throws(LabError) {
        try append(ServerSettings.configuration, to: "\(data)/postgresql.conf")
        try TextFile.write(ServerSettings.hostBasedAuthentication, to: "\(data)/pg_hba.conf")
        try ServerUser.own("\(data)/pg_hba.conf")
    }

    /// Adds a line to its pg_hba.conf; copies inherit it.
    func admit(_ line: String) async throws(LabError) {
        try append(line + "\n", to: "\(data)/pg_hba.conf")
        try await administer("select pg_reload_conf()")
    }

    private func append(_ text: String, to path: String) throws(LabError) {
        guard let file = fopen(path, "a") else {
            throw LabError("\(path) can't be written: \(String(cString: strerror(errno)))")
        }
        fputs(text, file)
        fclose(file)
    }

    /// Removes the lock files of a server that was killed. Until its postmaster is reaped, which is not our task if an
    /// earlier command started it, PostgreSQL takes the process id in them for alive, and refuses to start.
    private func forgetProcess() {
        releaseSharedMemory()
        let socket = "\(sockets)/.s.PGSQL.\(plan.port)"
        for path in ["\(data)/postmaster.pid", socket, "\(socket).lock"] { unlink(path) }
    }

    /// Removes the System V segment that a killed server leaves; line 7 of postmaster.pid names it.
    private func releaseSharedMemory() {
        let lines = (TextFile.read("\(data)/postmaster.pid") ?? "").split(
            separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 6 else { return }
        let words = lines[6].split(separator: " ")
        if words.count == 2, let identifier = Int32(words[1]) { shmctl(identifier, IPC_RMID, nil) }
    }
}
