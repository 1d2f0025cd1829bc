import Glibc
import LinuxReactor
import StatusServer
import TestServers
import Testing

/// A real `pointsman run` as a child of the test's, with folders of its own and everything that it writes kept.
@Reactor
final class Program {
    /// Where `swift test` has put the programs.
    /// The tests' PgBouncer comes first.
    nonisolated static let path =
        TestPooler.standard.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"

    let place: Place
    let process: ChildProcess

    /// Starts it with `keys` of `[pointsman]` in an ini file.
    /// - Parameters:
    ///   - pooler: keys of `[pgbouncer]`.
    ///   - environment: what it sees besides the two folders' variables and `PATH`; a value given here wins.
    ///   - user: whom root starts it as; nil for ourselves.
    ///   - wrapper: a program that does something to itself and then becomes the agent.
    convenience init(
        in place: Place, _ keys: KeyValuePairs<String, String>, pgbouncer pooler: KeyValuePairs<String, String> = [:],
        environment: [String: String] = [:], user: String? = nil, wrapper: [String] = []
    ) throws {
        try self.init(
            in: place, keys.map { ($0.key, $0.value) }, pgbouncer: pooler.map { ($0.key, $0.value) },
            environment: environment, user: user, wrapper: wrapper)
    }

    /// - Parameters:
    ///   - databases: lines of `[databases]`.
    ///   - guardian: what lies beside the agent in place of its guard.
    init(
        in place: Place, _ keys: [(key: String, value: String)], pgbouncer pooler: [(key: String, value: String)] = [],
        databases: [String] = [],
        environment: [String: String] = [:], user: String? = nil, wrapper: [String] = [], guardian: GuardStandIn? = nil
    ) throws {
        self.place = place
        try Self.configure(place, keys, pooler, databases)
        let standard = [
            "STATE_DIRECTORY": place.state, "RUNTIME_DIRECTORY": place.runtime, "PATH": Self.path,
            "POINTSMAN_CONFIG": "\(place.folder)/pointsman.ini",
        ]
        let variables = standard.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        let asUser = user.map { ["/usr/bin/setpriv", "--reuid", $0, "--clear-groups", "--"] } ?? []
        let program = try guardian?.placed(in: place) ?? "\(buildFolder)/pointsman"
        process = try place.start(
            asUser + wrapper + [program, "run"], environment: variables, output: "agent.log")
    }

    /// The keys that an agent with a PgBouncer of its own takes at least.
    /// - Parameters:
    ///   - port: PgBouncer's; nil for any.
    ///   - more: further keys, or other values of these.
    static func keys(
        _ url: String, port: UInt16? = nil, _ more: KeyValuePairs<String, String> = [:]
    ) throws -> [(key: String, value: String)] {
        let port = try port ?? FreePort.pick()
        let least = [("database_url", url), ("http_listen", ""), ("pooler_listen", "127.0.0.1:\(port)")]
        return least.filter { standard in !more.contains { $0.key == standard.0 } } + more.map { ($0.key, $0.value) }
    }

    /// An agent with a PgBouncer of its own.
    /// - Parameters:
    ///   - port: PgBouncer's; nil for any.
    ///   - keys: more keys of `[pointsman]`.
    ///   - pooler: keys of `[pgbouncer]`.
    convenience init(
        of cluster: Cluster, in place: Place, port: UInt16? = nil, keys: KeyValuePairs<String, String> = [:],
        pgbouncer pooler: KeyValuePairs<String, String> = [:]
    ) throws {
        try self.init(
            in: place, Self.keys(cluster.url, port: port, keys),
            pgbouncer: pooler.map { (key: $0.key, value: $0.value) })
    }

    /// Writes other keys into its file, for SIGHUP.
    func configure(
        _ keys: [(key: String, value: String)], pgbouncer pooler: [(key: String, value: String)],
        databases: [String] = []
    ) throws {
        try Self.configure(place, keys, pooler, databases)
    }

    private static func configure(
        _ place: Place, _ keys: [(key: String, value: String)], _ pooler: [(key: String, value: String)],
        _ databases: [String]
    ) throws {
        func section(_ name: String, _ keys: [(key: String, value: String)]) -> String {
            "[\(name)]\n" + keys.map { "\($0.key) = \($0.value)\n" }.joined()
        }
        let lines = databases.isEmpty ? "" : "[databases]\n" + databases.map { "\($0)\n" }.joined()
        try place.write(section("pointsman", keys) + lines + section("pgbouncer", pooler), to: "pointsman.ini")
    }

    /// All that it, its pooler and its guard have written so far.
    var log: String { contents(of: "\(place.folder)/agent.log") }

    /// Suspends until it has ended, and says with which code and with what words.
    func ended() async -> (code: Int32?, words: String) {
        let code = await process.ended(until: .now + .seconds(60))
        return (code, log)
    }

    /// What its control socket answers; nil while nobody does.
    func get(_ path: String) async -> HTTPResponse? {
        try? await HTTPClient(.control(path: "\(place.runtime)/control.sock")).get(path, until: .now + .seconds(10))
    }

    /// Suspends until `/readyz` answers with `status` and words that hold `words`; where those are nil, a 200 must be without
    /// reserve. Returns its last answer.
    @discardableResult
    func readiness(_ status: Int, saying words: String? = nil) async -> String {
        let limit = ContinuousClock.now + .seconds(60)
        var last = "no answer"
        while ContinuousClock.now < limit {
            if let answer = await get("/readyz") {
                last = "\(answer.status) \(answer.text)"
                let isMeant = words.map(answer.text.contains) ?? (status != 200 || answer.text == "ready\n")
                if answer.status == status, isMeant { return answer.text }
            }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        Issue.record("\(status) \(words ?? "") was expected; after 60 s it is still \(last); the log:\n\(log)")
        return last
    }

    /// Runs another command of the program's for this instance.
    func command(_ words: String...) async throws -> (code: Int32?, words: String) {
        try await command(words)
    }

    func command(_ words: [String]) async throws -> (code: Int32?, words: String) {
        let begun = try begin(words)
        let code = await begun.process.ended(until: .now + .seconds(90))
        defer { unlink(begun.output) }
        return (code, begun.words)
    }

    /// A command that runs, and the file with what it has written so far.
    struct Begun {
        let process: ChildProcess
        fileprivate let output: String
        var words: String { contents(of: output) }
    }

    /// Starts another command of the program's for this instance: one at a time.
    func begin(_ words: [String]) throws -> Begun {
        let child = try place.start(
            ["\(buildFolder)/pointsman"] + words,
            environment: [
                "RUNTIME_DIRECTORY=\(place.runtime)", "STATE_DIRECTORY=\(place.state)", "PATH=\(Self.path)",
                "POINTSMAN_CONFIG=\(place.folder)/pointsman.ini",
            ], output: "command.log")
        return Begun(process: child, output: "\(place.folder)/command.log")
    }

    /// Its children: the guard, and a managed pooler.
    var children: [Int32] {
        let tasks = "/proc/\(process.processID)/task"
        guard let folder = opendir(tasks) else { return [] }
        defer { closedir(folder) }
        var found: [Int32] = []
        // Each belongs to the thread that started it.
        while let item = readdir(folder) {
            let thread = withUnsafeBytes(of: item.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            found += contents(of: "\(tasks)/\(thread)/children").split(separator: " ").compactMap { Int32($0) }
        }
        return found
    }

    /// Suspends until its log holds `words`; false after two minutes.
    func logs(_ words: String) async -> Bool {
        let limit = ContinuousClock.now + .seconds(120)
        while .now < limit {
            if log.contains(words) { return true }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        return false
    }

    /// Whether none of its children is dead and not reaped, at some moment of the next ten seconds.
    func reapsItsChildren() async -> Bool {
        let limit = ContinuousClock.now + .seconds(10)
        while .now < limit {
            let states = children.map { contents(of: "/proc/\($0)/stat") }
            // The state stands behind the program's name, which stands in brackets (proc(5)).
            if !states.contains(where: { $0.contains(") Z ") }) { return true }
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
        return false
    }

    func end() async {
        let orphans = children
        process.signal(SIGTERM)
        if await process.ended(until: .now + .seconds(30)) == nil {
            process.signal(SIGKILL)
            _ = await process.ended()
            orphans.forEach { kill($0, SIGKILL) }
        }
    }
}
