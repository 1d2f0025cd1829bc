import Glibc
import LinuxReactor
import PointsmanAgent
import Synchronization
import TestServers
import Testing

@Suite("The hook, on real processes")
struct HookTests {
    @Test("a hook sees only its own variables, and its output is logged line by line")
    func surroundings() async {
        let notes = await run("env; echo oops >&2; printf unfinished", [("POINTSMAN_EVENT", "primary; $(x) '")])
        let lines = notes.lines.filter { line in !["PWD=", "SHLVL", "_="].contains { line.hasPrefix($0) } }
        #expect(lines.sorted() == ["PATH=/usr/bin:/bin", "POINTSMAN_EVENT=primary; $(x) '", "oops", "unfinished"])
        #expect(notes.contains(.ended(code: 0)))
    }

    @Test("a hook's exit code is reported", arguments: [Int32(0), 3])
    func exitCode(code: Int32) async {
        #expect(await run("exit \(code)") == [.ended(code: code)])
    }

    @Test("a hook whose program is missing is reported with the errno")
    func missing() async {
        let log = HookLog()
        let hook = await Hook(
            program: "/nowhere/at-all", arguments: [], environment: [], timeLimit: .seconds(60), log: log.add)
        await hook.fire([])
        await hook.settled()
        #expect(log.notes == [.notStarted(SystemError(call: "posix_spawn /nowhere/at-all", code: ENOENT))])
    }

    @Test(
        "a hook over its time limit is ended with all its children, by SIGKILL if it ignores SIGTERM",
        arguments: ["sleep 600 & sleep 600", "trap '' TERM; sleep 600 & while :; do sleep 1; done"])
    func timeLimit(script: String) async throws {
        try await withFolder { folder in
            let notes = await run(
                "echo $$ > \(folder)/group; \(script)", timeLimit: .milliseconds(300), mercy: .milliseconds(100))
            #expect(notes == [.tookTooLong(.milliseconds(300))])
            let group = try #require(try Self.number(in: "\(folder)/group"))
            _ = await eventually { kill(-group, 0) != 0 }
            #expect(kill(-group, 0) != 0, "somebody of the hook's group is left")
        }
    }

    @Test("a hook that leaves a process behind is over when it exits itself")
    func leftBehind() async throws {
        let notes = await run("sleep 600 & echo $!")
        #expect(notes.contains(.ended(code: 0)))
        let process = try #require(notes.lines.first.flatMap { pid_t($0) })
        #expect(kill(process, SIGKILL) == 0, "it was ours to leave")
    }

    @Test("a running hook delays later states, of which only the latest is run")
    func latestWins() async throws {
        try await withFolder { folder in
            let log = HookLog()
            let script = "echo $STATE; while [ ! -e \(folder)/go ]; do sleep 0.01; done"
            let hook = Self.hook(script, log: log)
            for state in ["one", "two", "three", "four"] {
                hook.fire([("STATE", state)])
                if state == "one" {
                    _ = await eventually { log.notes.lines == ["one"] }
                }
            }
            touch("\(folder)/go")
            await hook.settled()
            #expect(log.notes.lines == ["one", "four"])
        }
    }

    @Test("of changes that come during a run, the hook learns the latest of each kind, in order")
    func kinds() async throws {
        try await withFolder { folder in
            let log = HookLog()
            await Reactor.run {
                let hook = Self.hook("echo $STATE; while [ ! -e \(folder)/go ]; do sleep 0.02; done", log: log)
                hook.fire([("STATE", "first")], about: "first")
                _ = await eventually { log.notes.lines == ["first"] }
                for (kind, state) in [("hold", "1"), ("primary", "2"), ("hold", "3"), ("release", "4")] {
                    hook.fire([("STATE", state)], about: kind)
                }
                close(creat("\(folder)/go", 0o644))
                await hook.settled()
            }
            #expect(log.notes.lines == ["first", "2", "3", "4"])
        }
    }

    @Test("a hook that keeps failing is run less often")
    func brake() async {
        let log = HookLog()
        let hook = await Self.hook("exit 3", log: log)
        let start = ContinuousClock.now
        for _ in 0..<6 {
            await hook.fire([])
            await hook.settled()
        }
        // 0, 100, 200, 400 and 800 ms between them.
        #expect(ContinuousClock.now - start >= .milliseconds(1_500))
        #expect(log.notes == Array(repeating: .ended(code: 3), count: 6))
    }

    @Test("a hook's endless output is logged to a limit, and the hook still ends")
    func flood() async {
        let notes = await run("head -c 10000000 /dev/zero | tr '\\0' x; exit 5")
        #expect(notes.lines.map(\.utf8.count).reduce(0, +) == 65_536)
        #expect(notes.contains(.ended(code: 5)))
        #expect(notes.contains { if case .rest = $0 { true } else { false } })
    }

    private func run(
        _ script: String, _ variables: [Hook.Variable] = [], timeLimit: Duration = .seconds(60),
        mercy: Duration = .seconds(60)
    ) async -> [HookNote] {
        let log = HookLog()
        await Reactor.run {
            let hook = Self.hook(script, timeLimit: timeLimit, mercy: mercy, log: log)
            hook.fire(variables)
            await hook.settled()
        }
        return log.notes
    }

    @Reactor
    private static func hook(
        _ script: String, timeLimit: Duration = .seconds(60), mercy: Duration = .seconds(60), log: HookLog
    ) -> Hook {
        Hook(
            program: "/bin/sh", arguments: ["-c", script], environment: [("PATH", "/usr/bin:/bin")],
            timeLimit: timeLimit, mercy: mercy, log: log.add)
    }

    private static func number(in path: String) throws -> pid_t? {
        let file = Descriptor(open(path, O_RDONLY))
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = read(file.number, &bytes, bytes.count)
        return pid_t(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n").first ?? "")
    }
}

/// Gathers what a hook had to say.
private final class HookLog: Sendable {
    private let kept = Mutex<[HookNote]>([])

    var notes: [HookNote] { kept.withLock { $0 } }

    @Sendable func add(_ note: HookNote) {
        kept.withLock { $0.append(note) }
    }
}

extension [HookNote] {
    fileprivate var lines: [String] {
        compactMap { if case .line(let line) = $0 { line } else { nil } }
    }
}
