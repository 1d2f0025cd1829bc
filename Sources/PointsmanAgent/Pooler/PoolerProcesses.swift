import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Finds out whether clients at PgBouncer's port may reach another process than the console does: several that share the
/// port (`so_reuseport`), or several behind one address. The agent would lead and hold one of them, and its own checks reach
/// now the one, now the other.
@Reactor
struct PoolerProcesses {
    /// How the console is reached.
    let console: Login

    /// How often it is looked at while the agent runs.
    static let interval = Duration.seconds(5)

    /// A name by which SHOW CLIENTS shows which of our connections one process has.
    static func mark() -> String { "pointsman-\(String(UInt64.random(in: .min ... .max), radix: 16))" }

    /// - Parameters:
    ///   - dials: how many connections are opened; two processes that share a port evenly show in all but one of 2 to the
    ///     power of one less.
    ///   - known: the names of other connections that are open.
    /// - Returns: a sentence where there are several processes; nil where there is one, or nothing to be seen.
    func complaint(dials: Int, known: [String] = [], until deadline: ContinuousClock.Instant) async -> String? {
        do throws(PostgresError) {
            var connections: [PostgresConnection] = []
            var marks = known
            for _ in 0..<dials {
                let mark = Self.mark()
                connections.append(try await console.marked(mark).connect(until: deadline))
                marks.append(mark)
            }
            // All are open until SHOW CLIENTS has been answered.
            defer { withExtendedLifetime(connections) {} }
            return try await complaint(connections, marks, until: deadline)
        } catch {
            // Whoever needs the console tells that it is not there.
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
            let place = await offReactor({ ListenerTable.read()?.shared(at: port) })
        {
            return "several processes take clients at \(place) (so_reuseport); \(Self.cure)"
        }
        let names = try await console.records(.clients).compactMap { $0("application_name") }
        // A release that shows no names shows nothing.
        guard !names.isEmpty else { return nil }
        // PgBouncer may add the client's address (application_name_add_host).
        let missing = marks.contains { mark in !names.contains { $0.hasPrefix(mark) } }
        return missing ? "its console is answered by several processes in turn; \(Self.cure)" : nil
    }

    private static let cure =
        "the agent can lead one only: run one PgBouncer there, or each at a port of its own with an agent of its own"

    /// Whether the other end of a console connection is on this machine, by its addresses.
    private static func isHere(_ socket: Int32) -> Bool {
        guard let link = TCPLink(of: socket) else { return true }
        return link.local.address == link.remote.address
            || (link.remote.address.count == 4 && link.remote.address[0] == 127)
    }
}
