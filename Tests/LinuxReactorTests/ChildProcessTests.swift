import Glibc
import LinuxReactor
import Testing

@Suite("A child process")
struct ChildProcessTests {
    @Test("a child process's exit code is reported", arguments: [Int32(0), 7])
    func exitCode(code: Int32) async throws {
        let ended = try await Reactor.run {
            try await ChildProcess(.init("/bin/sh", ["-c", "exit \(code)"], environment: [])).ended()
        }
        #expect(ended == code)
    }

    @Test("a child process that a signal killed is reported as 128 plus the signal's number")
    func signalled() async throws {
        let ended = try await Reactor.run {
            let child = try ChildProcess(.init("sleep", ["60"], environment: ["PATH=/usr/bin:/bin"]))
            child.signal(SIGKILL)
            return await child.ended()
        }
        #expect(ended == 128 + SIGKILL)
    }

    @Test("a child process has only the environment and the descriptors that it was given")
    func surroundings() async throws {
        let text = try await Reactor.run {
            let pipe = try Descriptor.pipe()
            let script = "echo $WORD; cd /proc/self/fd; echo *"
            let child = try ChildProcess(
                .init(
                    "/bin/sh", ["-c", script], environment: ["WORD=points"], descriptors: [nil, pipe.writing.number]))
            _ = await child.ended()
            var bytes = [UInt8](repeating: 0, count: 200)
            let count = read(pipe.reading.number, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
        #expect(text.hasPrefix("points\n0 1 2"))
        #expect(text.split(separator: " ").count <= 4, "more descriptors than given: \(text)")
    }

    @Test(
        "several tasks can wait for one process, child or adopted, and none is told of an end too early",
        .timeLimit(.minutes(1)), arguments: [true, false])
    func severalWait(isAdopted: Bool) async throws {
        try await Reactor.run {
            let child = try ChildProcess(.init("sleep", ["60"], environment: ["PATH=/usr/bin:/bin"]))
            let process = isAdopted ? try ChildProcess(adopting: child.processID) : child
            let other = Reactor.task { await process.ended() }
            await Reactor.sleep(until: .now + .milliseconds(20))
            #expect(await process.ended(until: .now + .milliseconds(50)) == nil)
            child.signal(SIGKILL)
            #expect(await process.ended(until: .now + .seconds(60)) != nil)
            #expect(await other.value != nil)
        }
    }

    @Test("a child process is reaped when it ends, even if no reference to it is kept", .timeLimit(.minutes(1)))
    func reaped() async throws {
        let process = try await Reactor.run {
            let child = try ChildProcess(.init("/bin/sleep", ["600"], environment: []))
            return child.processID
        }
        #expect(kill(process, SIGKILL) == 0)
        while kill(process, 0) == 0 { await Reactor.sleep(until: .now + .milliseconds(10)) }
        #expect(errno == ESRCH)
    }

    @Test("a child process receives each high-numbered descriptor at its intended place")
    func highDescriptors() async throws {
        let text = try await Reactor.run {
            let pipe = try Descriptor.pipe()
            // Those are where the descriptors were put on their way.
            let high = [200, 201, 202, 203].map { fcntl(pipe.writing.number, F_DUPFD_CLOEXEC, Int32($0)) }
            defer { high.forEach { close($0) } }
            let script = "for i in 3 4 5 6; do echo $i >&$i; done"
            let child = try ChildProcess(
                .init("/bin/sh", ["-c", script], environment: [], descriptors: [nil, nil, nil] + high.reversed()))
            _ = await child.ended()
            var bytes = [UInt8](repeating: 0, count: 200)
            let count = read(pipe.reading.number, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
        #expect(text == "3\n4\n5\n6\n")
    }

    @Test("starting a program that does not exist is an error that names the program")
    func missing() async {
        await #expect(throws: SystemError(call: "posix_spawn /nowhere/at-all", code: ENOENT)) {
            try await Reactor.run { _ = try ChildProcess(.init("/nowhere/at-all", [], environment: [])) }
        }
    }
}
