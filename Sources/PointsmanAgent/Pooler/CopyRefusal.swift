import Glibc
import LinuxReactor

/// The reason why PgBouncer's descriptors can't be copied, and what would change that.
struct CopyRefusal: Error, Equatable {
    /// A sentence without its full stop.
    let reason: String
    let cure: String

    /// No process that this agent can see is the PgBouncer.
    static let outOfSight = CopyRefusal(
        reason: "PgBouncer's process is not to be seen: it runs on another machine, in another container, or hidden in "
            + "/proc",
        cure: "let the agent run where PgBouncer runs, as its user")

    /// Another process has opened its Unix socket: a service manager (systemd.socket(5)), or PgBouncer's former process
    /// before an online restart.
    static func openedByAnother(_ process: Int32) -> CopyRefusal {
        CopyRefusal(
            reason:
                "PgBouncer's Unix socket was opened by process \(process), which is a service manager or has ended, so "
                + "it does not tell PgBouncer's own",
            cure: "let pooler_console be PgBouncer's TCP address on this machine")
    }
}

/// The search for the cause of a refusal (ptrace(2), "Ptrace access mode checking").
extension CopyRefusal {
    /// Finds the cause. It reads /proc: not for the reactor.
    /// - Parameters:
    ///   - processes: PgBouncer's process or, if it is not certain, those that may be it; at least one.
    ///   - socket: an open descriptor of our own.
    init(_ error: SystemError, by processes: [Int32], socket: Int32) {
        let names = processes.prefix(5).map(String.init).joined(separator: ", ")
        let place = processes.count == 1 ? "process \(names)" : "one of the processes \(names)"
        self = Self.ownRefusal(socket) ?? Self.refusal(error, of: processes[0], place)
    }

    /// The refusal that applies to every process, since even copies of our own descriptors fail; nil if they succeed.
    private static func ownRefusal(_ socket: Int32) -> CopyRefusal? {
        do throws(SystemError) {
            _ = try ProcessReference(getpid()).copy(of: socket)
            return nil
        } catch {
            guard ProcessStatus("self")?.isFiltered == true else {
                return CopyRefusal(
                    reason: "\(error): it takes Linux 5.6", cure: "run a kernel that has pidfd_getfd")
            }
            return CopyRefusal(
                reason: "\(error), by a seccomp filter",
                cure: "let the filter allow pidfd_open and pidfd_getfd: `SystemCallFilter=pidfd_getfd` in a unit, a "
                    + "seccompProfile of its own in a container")
        }
    }

    private static func refusal(_ error: SystemError, of process: Int32, _ place: String) -> CopyRefusal {
        guard let status = ProcessStatus("\(process)") else {
            // With ProtectProc= the process is not even visible.
            if UserNamespace.isNested { return otherUserNamespace(error, place) }
            return CopyRefusal(
                reason: "\(error): PgBouncer, \(place), is hidden from the agent",
                cure: "run the agent as PgBouncer's user")
        }
        if status.user != geteuid() {
            return CopyRefusal(
                reason: "\(error): PgBouncer, \(place), runs as user \(status.user), the agent as \(geteuid())",
                cure: "run both as the same ordinary user")
        }
        if status.group != getegid() {
            return CopyRefusal(
                reason: "\(error): PgBouncer, \(place), runs with group \(status.group), the agent with \(getegid())",
                cure: "run both with the same group, too")
        }
        if ProcessStatus.owner(of: "/proc/\(process)/fd") != status.user {
            return CopyRefusal(
                reason: "\(error): PgBouncer, \(place), has changed its user since it was started, and is protected "
                    + "for that",
                cure: "start PgBouncer as its user, without `-u` and `user =`")
        }
        switch Yama.scope {
        case 1:
            return CopyRefusal(
                reason: "\(error): kernel.yama.ptrace_scope is 1, and PgBouncer, \(place), is not this agent's child",
                cure: "have the agent start its PgBouncer (a restart of the service, no hand-over), or set "
                    + "kernel.yama.ptrace_scope = 0")
        case let scope? where scope > 1:
            return CopyRefusal(
                reason: "\(error): kernel.yama.ptrace_scope is \(scope)", cure: "set kernel.yama.ptrace_scope = 1")
        case _ where UserNamespace.isNested: return otherUserNamespace(error, place)
        default:
            return CopyRefusal(
                reason: "\(error): something refuses ptrace access to \(place), such as AppArmor, SELinux or "
                    + "capabilities that PgBouncer has and the agent hasn't",
                cure: "give PgBouncer no capability, or the agent CAP_NET_ADMIN")
        }
    }

    private static func otherUserNamespace(_ error: SystemError, _ place: String) -> CopyRefusal {
        CopyRefusal(
            reason:
                "\(error): the agent is in a user namespace, and PgBouncer, \(place), in another one, as it is after a "
                + "restart with PrivateUsers=",
            cure: "restart both together, or run without PrivateUsers=")
    }
}
