import CLinux
import Glibc

/// A process that this program started, held by its pidfd: it can be signalled and awaited without a race for its
/// process id.
///
/// It runs in a session of its own, with default signal handling and only the descriptors named for it, and does not
/// end with this value. When it ends it is reaped, even if this value is gone.
@Reactor
package final class ChildProcess {
    package let processID: Int32
    private let end: ProcessEnd

    /// The child's program and surroundings.
    package struct Command: Sendable {
        /// The program, looked up in `PATH` if it contains no slash.
        package var program: String
        package var arguments: [String]
        package var environment: [String]
        /// The child's descriptors from 0 upwards; nil is /dev/null. Those of the first three that are not given are
        /// our own.
        package var descriptors: [Int32?]

        package init(_ program: String, _ arguments: [String], environment: [String], descriptors: [Int32?] = []) {
            self.program = program
            self.arguments = arguments
            self.environment = environment
            self.descriptors = descriptors
        }
    }

    /// Starts `command`. Throws the `errno` of posix_spawn if it can't be started.
    package init(_ command: Command) throws(SystemError) {
        let pid = try Self.spawn(command)
        let descriptor = clinux_pidfd_open(pid)
        guard descriptor >= 0 else {
            // A child that can't be watched must not remain, alive or dead. After SIGKILL it ends at once.
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw SystemError(call: "pidfd_open", code: -descriptor)
        }
        processID = pid
        end = ProcessEnd(Descriptor(descriptor))
    }

    /// Adopts a running process that is not our child: its end is noticed, but not its exit code.
    package init(adopting processID: Int32) throws(SystemError) {
        let descriptor = clinux_pidfd_open(processID)
        guard descriptor >= 0 else { throw SystemError(call: "pidfd_open \(processID)", code: -descriptor) }
        self.processID = processID
        end = ProcessEnd(Descriptor(descriptor))
    }

    /// Suspends until the process has ended or `deadline` passes.
    /// - Returns: the exit code, or 128 + signal if a signal ended it; nil at the deadline or on cancellation.
    package func ended(until deadline: ContinuousClock.Instant? = nil) async -> Int32? {
        await end.seen(until: deadline)
    }

    /// Sends `signal`; does nothing if the process has ended.
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
    /// Sends `signal` to the process and to all processes that it started and that stayed in its group, which it leads.
    ///
    /// This also works after its own end: the group's number stays in use as long as one of its members lives.
    package func signalGroup(_ signal: Int32) {
        _ = kill(-processID, signal)
    }
}
