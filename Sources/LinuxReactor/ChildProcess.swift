import CLinux
import Glibc

/// A process that we started, held by its pidfd: it can be signalled and awaited without racing its process id.
///
/// It runs in a session of its own with default signal handling, only the descriptors named for it, and it is not
/// ended when this value goes away. When it ends it is reaped, whether this value is there still or not.
@Reactor
package final class ChildProcess {
    package let processID: Int32
    private let end: ProcessEnd

    /// What the child sees.
    package struct Command: Sendable {
        /// The program, looked up in `PATH` when it holds no slash.
        package var program: String
        package var arguments: [String]
        package var environment: [String]
        /// The child's descriptors from 0 upwards; nil is /dev/null. Of the first three, those not given are our own.
        package var descriptors: [Int32?]

        package init(_ program: String, _ arguments: [String], environment: [String], descriptors: [Int32?] = []) {
            self.program = program
            self.arguments = arguments
            self.environment = environment
            self.descriptors = descriptors
        }
    }

    /// Starts `command`. Throws the `errno` of posix_spawn when it can't be started.
    package init(_ command: Command) throws(SystemError) {
        let pid = try Self.spawn(command)
        let descriptor = clinux_pidfd_open(pid)
        guard descriptor >= 0 else {
            // A child that can't be watched must not stay behind, alive or dead. One that gets SIGKILL is gone at once.
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw SystemError(call: "pidfd_open", code: -descriptor)
        }
        processID = pid
        end = ProcessEnd(Descriptor(descriptor))
    }

    /// Takes up a process that runs already and is nobody's child of ours: its end is seen, its exit code is not.
    package init(adopting processID: Int32) throws(SystemError) {
        let descriptor = clinux_pidfd_open(processID)
        guard descriptor >= 0 else { throw SystemError(call: "pidfd_open \(processID)", code: -descriptor) }
        self.processID = processID
        end = ProcessEnd(Descriptor(descriptor))
    }

    /// Suspends until the process has ended or `deadline` passes.
    /// - Returns: the exit code, 128 + signal for one that a signal ended, nil at the deadline or on cancellation.
    package func ended(until deadline: ContinuousClock.Instant? = nil) async -> Int32? {
        await end.seen(until: deadline)
    }

    /// Sends `signal`; nothing happens when the process has ended.
    package func signal(_ signal: Int32) {
        end.signal(signal)
    }

    private static func spawn(_ command: Command) throws(SystemError) -> pid_t {
        let descriptors = (0..<max(3, command.descriptors.count)).map { index in
            command.descriptors.indices.contains(index) ? command.descriptors[index] ?? -1 : Int32(index)
        }
        let pid = withCStrings([command.program] + command.arguments) { arguments in
            withCStrings(command.environment) { environment in
                clinux_spawn(command.program, arguments, environment, descriptors, Int32(descriptors.count))
            }
        }
        guard pid > 0 else { throw SystemError(call: "posix_spawn \(command.program)", code: -pid) }
        return pid
    }
}

private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { copies.forEach { free($0) } }
    return body(copies)
}

extension ChildProcess {
    /// Sends `signal` to the process and to all that it started and that stayed in its group: it leads one of its own.
    ///
    /// Also when it has ended itself: the group's number stays taken for as long as one of its members lives.
    package func signalGroup(_ signal: Int32) {
        _ = kill(-processID, signal)
    }
}
