package import DNSResolver
package import LinuxReactor
package import PointsmanCore
import PointsmanFormats

/// The service that resolves names: DNS servers that were chosen for the agent, which are asked for complete names
/// only; or this machine's own files as they are at the moment.
@Reactor
package final class NameService {
    package struct Access {
        /// The resolver; nil if no server is known.
        package var resolver: DNSResolver?
        package var rules = NameRules.complete
        /// The time limit of one question, if the files give one.
        package var patience: Duration?
        /// Why no server can be asked although some are named.
        package var trouble: String?
    }

    private let machine: MachineNames?
    private var access = Access()
    private var stamp: MachineNames.Stamp?
    private var view: MachineNames.View?
    /// A counter that chooses the server to ask first if they take turns (`rotate`).
    private var turn = 0

    private static let patience: ClosedRange<Duration> = .seconds(1) ... .seconds(10)

    /// Asks `resolver` alone.
    package init(_ resolver: DNSResolver?) {
        machine = nil
        access.resolver = resolver
    }

    package init(_ machine: MachineNames) {
        self.machine = machine
    }

    /// Whether the answers may change although DNS was not asked.
    package var readsFiles: Bool { machine != nil }

    /// - Parameter hosts: the names that the hosts file may contain.
    package func access(for hosts: [String]) async -> Access {
        guard let machine else { return access }
        let known = stamp
        let read = await offReactor { () -> (MachineNames.Stamp, MachineNames.View?) in
            let stamp = machine.stamp()
            return (stamp, stamp == known ? nil : machine.read(hosts))
        }
        stamp = read.0
        let isNew = read.1 != nil && read.1 != view
        view = read.1 ?? view
        guard let view, isNew || view.resolver.rotates else { return access }
        access = Self.access(to: view, turn: turn)
        turn += 1
        return access
    }

    private static func access(to view: MachineNames.View, turn: Int) -> Access {
        var servers = view.resolver.servers.map(\.description)
        if view.resolver.rotates {
            let first = turn % servers.count
            servers = Array(servers[first...] + servers[..<first])
        }
        var access = Access(rules: view.rules)
        access.patience = view.resolver.patience.map {
            min(max($0 * servers.count, patience.lowerBound), patience.upperBound)
        }
        do throws(DNSError) {
            access.resolver = try DNSResolver(servers: servers, usesTCP: view.resolver.usesTCP)
        } catch {
            access.trouble = "resolv.conf: \(error.message)"
        }
        return access
    }
}
