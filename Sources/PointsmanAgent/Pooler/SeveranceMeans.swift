import Glibc
import LinuxReactor
import PointsmanFormats
import Synchronization

/// The means by which single connections of one run of PgBouncer can be cut. They are tried out before they are needed,
/// since the host may forbid them (capabilities, seccomp, Yama, another user), which an operator can change.
struct SeveranceMeans: Sendable {
    /// Whether the kernel has said that it will reset no connection for this agent.
    let refusesResets: Bool
    /// PgBouncer's descriptors; nil if copies are refused.
    let descriptors: PoolerDescriptors?
    let report: SeveranceReport

    /// Finds the means.
    /// - Parameters:
    ///   - console: the socket of a connection to PgBouncer.
    ///   - version: its release; nil if it is not known.
    static func find(console: Int32, version: PgBouncerVersion?) async -> SeveranceMeans {
        await offReactor { SeveranceMeans(console: console, version: version) }
    }

    private init(console: Int32, version: PgBouncerVersion?) {
        var refusals: [String] = []
        var cures: [String] = []
        var open: Set<SeveranceReport.Way> = [.pooler]
        do throws(SystemError) {
            try TCPLink.tryDestroying()
            open.insert(.sockets)
            refusesResets = false
        } catch {
            // Any other error is due to the trial itself.
            refusesResets = error.code == EPERM
            let hint = error.code == EPERM ? " (takes CAP_NET_ADMIN)" : ""
            refusals.append("\(error)\(hint)")
            cures.append("give the agent CAP_NET_ADMIN in PgBouncer's network namespace")
        }
        do throws(CopyRefusal) {
            descriptors = try PoolerDescriptors.behind(console: console)
            open.insert(.descriptors)
        } catch {
            descriptors = nil
            refusals.append(error.reason)
            cures.append(error.cure)
        }
        if let version, version >= .killsClients {
            open.insert(.clients)
        } else {
            let name = version.map { "PgBouncer \($0)" } ?? "this PgBouncer"
            refusals.append("\(name) has no KILL_CLIENT (\(PgBouncerVersion.killsClients) has)")
            cures.append("install PgBouncer \(PgBouncerVersion.killsClients) or later")
        }
        let way = SeveranceReport.Way.allCases.first { open.contains($0) } ?? .pooler
        let closed = SeveranceReport.Way.allCases.prefix { $0 != way }.count
        report = SeveranceReport(
            way: way, refusals: Array(refusals.prefix(closed)), cures: Array(cures.prefix(closed)))
    }
}

/// The means of the latest session's PgBouncer, for readers on other threads.
final class SeveranceRecord: Sendable {
    private let latest = Mutex<SeveranceReport?>(nil)

    /// - Returns: whether the report differs from the one before.
    func take(_ report: SeveranceReport) -> Bool {
        latest.withLock { latest in
            defer { latest = report }
            return latest != report
        }
    }

    /// The latest report; nil before the first session.
    var report: SeveranceReport? { latest.withLock { $0 } }
}
