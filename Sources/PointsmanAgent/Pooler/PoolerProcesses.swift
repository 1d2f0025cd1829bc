import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The check whether clients at PgBouncer's port may reach another process than the console does: several that share
/// the port (`so_reuseport`), or several behind one address. The agent would lead and hold only one of them, and its
/// own checks would reach sometimes one, sometimes another.
@Reactor
struct PoolerProcesses {
    /// The login of the console.
    let console: Login
    /// How many processes are known to share the port, each by a console of its own.
    var known = 1

    /// A random name, by which SHOW CLIENTS tells which of our connections one process has.
    static func mark() -> String { "pointsman-\(String(UInt64.random(in: .min ... .max), radix: 16))" }

    /// - Parameters:
    ///   - dials: how many connections are opened; two processes that share a port evenly go unnoticed in one of 2 to the
    ///     power of (dials - 1) cases.
    ///   - known: the names of other connections that are open.
    /// - Returns: a sentence if there are several processes; nil if there is one, or nothing can be seen.
    func complaint(dials: Int, known: [String] = [], until deadline: ContinuousClock.Instant) async -> String? {
        do throws(PostgresError) {
            var connections: [PostgresConnection] = []
            var marks = known
            for _ in 0..<dials {
                let mark = Self.mark()
                connections.append(try await console.marked(mark).connect(until: deadline))
                marks.append(mark)
            }
            // All connections stay open until SHOW CLIENTS has been answered.
            defer { withExtendedLifetime(connections) {} }
            return try await complaint(connections, marks, until: deadline)
        } catch {
            // A missing console is reported by its users.
            return nil
        }
    }

    private func complaint(
        _ connections: [PostgresConnection], _ marks: [String], until deadline: ContinuousClock.Instant
    ) async throws(PostgresError) -> String? {
        guard let first = connections.first else { return nil }
        let console = Console(first, until: deadline)
        let config = try await console.records(.config)
        func value(_ key: String) -> String? { config.first { $0("key") == key }?("value") }
        let isShared = value("so_reuseport").map { $0 != "0" } ?? false
        if isShared, let port = value("listen_port").flatMap({ UInt16($0) }), Self.isHere(first.socket),
            let place = await offReactor({ [known] in ListenerTable.read()?.shared(at: port, besides: known) })
        {
            return known == 1
                ? "several processes take clients at \(place) (so_reuseport); \(Self.cure)"
                : "more processes take clients at \(place) (so_reuseport) than the \(known) that pooler_console names: "
                    + "name the console of each"
        }
        let names = try await console.records(.clients).compactMap { $0("application_name") }
        // A release that shows no application names tells nothing.
        guard !names.isEmpty else { return nil }
        // PgBouncer may add the client's address (application_name_add_host).
        let missing = marks.contains { mark in !names.contains { $0.hasPrefix(mark) } }
        return missing ? "its console is answered by several processes in turn; \(Self.cure)" : nil
    }

    private static let cure =
        "the agent leads those that pooler_console names: name there the console of each process, by its Unix socket or a port "
        + "of its own, or run one PgBouncer"

    /// Whether the other end of a console connection is on this machine, by its addresses.
    private static func isHere(_ socket: Int32) -> Bool {
        guard let link = TCPLink(of: socket) else { return true }
        return link.local.address == link.remote.address
            || (link.remote.address.count == 4 && link.remote.address[0] == 127)
    }
}

/// Watches that an attached PgBouncer is as many processes as are known: a command to one of them would not reach others.
@Reactor
final class CrowdWatch {
    private let processes: PoolerProcesses
    /// The reason why this agent ended the last session; nil if it did not.
    private var complaint: String?

    /// The time from one look to the next.
    private static let interval = Duration.seconds(5)

    init(_ processes: PoolerProcesses) {
        self.processes = processes
    }

    /// Throws if there are others before a session begins.
    func check() async throws(ConsoleError) {
        let complaint = await processes.complaint(dials: 3, until: .now + .seconds(2))
        if let complaint { throw ConsoleError(complaint) }
    }

    /// Ends `session` if others turn up.
    /// - Parameter mark: the name of its connections.
    func watch(beside session: PoolerSession, _ mark: String) async {
        while !Task.isCancelled {
            await Reactor.sleep(until: .now + Self.interval)
            guard !Task.isCancelled else { return }
            complaint = await processes.complaint(dials: 1, known: [mark], until: .now + .seconds(2))
            guard complaint == nil else { return _ = await session.close() }
        }
    }

    /// - Returns: the reason why this agent ended the last session; nil if it did not.
    func takeComplaint() -> String? {
        defer { complaint = nil }
        return complaint
    }
}
