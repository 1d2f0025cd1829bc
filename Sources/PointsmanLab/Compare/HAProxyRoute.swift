import Glibc
import LinuxReactor

/// PgBouncer behind an HAProxy that leads to the server which is not in recovery.
@Reactor
final class HAProxyRoute: ContenderRoute {
    /// The role by which HAProxy asks, without a password and without any right.
    nonisolated static let role = "lab_check"

    private let plan: LabPlan
    private let program: String
    private let port: UInt16
    private let pooler: PgBouncerRoute
    private var process: LabProcess?

    /// - Parameter program: the path of haproxy.
    init(_ program: String, of plan: LabPlan) throws(LabError) {
        self.program = program
        self.plan = plan
        port = try LoopbackPorts.free()
        pooler = try PgBouncerRoute(.proxy(port), of: plan)
    }

    private var file: String { "\(plan.folder)/haproxy.cfg" }

    var ways: [[(keyword: String, value: String)]] { pooler.ways }

    func start(leadingTo primary: MemberServer) async throws(LabError) {
        try TextFile.write(text, to: file, mode: 0o644)
        process = try LabProcess(
            starting: ServerUser.prefix + [program, "-db", "-f", file], environment: Program.environment,
            log: "\(plan.folder)/log/haproxy", pidFile: "\(plan.folder)/pid/haproxy")
        try await pooler.start(leadingTo: primary)
    }

    func stop() async {
        await pooler.stop()
        await process?.end(by: SIGTERM, patience: .seconds(5))
        process = nil
    }

    private var text: String {
        let servers = plan.members.map { "    server \($0.region) [\($0.address)]:\(plan.port) check\n" }
        return """
            defaults
                mode tcp
                retries 2
                timeout client 30m
                timeout server 30m
                timeout connect 1s
                timeout check 1s
            listen primary
                bind 127.0.0.1:\(port)
                option tcp-check
                tcp-check connect
                tcp-check send-binary \(Self.hexadecimal(Self.question))
                tcp-check expect binary \(Self.hexadecimal(Self.answer))
                default-server inter 500ms fall 1 rise 1 on-marked-down shutdown-sessions
            \(servers.joined())
            """
    }

    /// A start and the end of a session (PostgreSQL manual, 55.7): the server reports its settings, and closes. If it stayed, a
    /// standby's check would go on until `timeout check`.
    nonisolated private static var question: [UInt8] {
        let words = Array("user\0\(role)\0database\0postgres\0\0".utf8)
        var bytes: [UInt8] = [0, 0, 0, UInt8(words.count + 8), 0, 3, 0, 0]
        bytes += words
        bytes += [UInt8(ascii: "X"), 0, 0, 0, 4]
        return bytes
    }

    /// What only a primary reports.
    nonisolated private static var answer: [UInt8] { Array("in_hot_standby\0off\0".utf8) }

    nonisolated private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
