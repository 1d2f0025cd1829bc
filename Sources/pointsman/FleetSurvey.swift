import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import StatusServer

/// Asks every instance of the app, at the addresses that DNS has for `fleet_name`, whether it is ready and where it leads
/// writes.
struct FleetSurvey {
    private let configuration: Configuration
    private let limit: Duration

    init(_ configuration: Configuration, limit: Duration) {
        self.configuration = configuration
        self.limit = limit
    }

    /// A row for each instance, in the order of their addresses.
    func rows() async throws -> [FleetTable.Row] {
        guard let port = configuration.peerPort else {
            throw Exit.saying(
                "status --fleet: nothing names the app whose instances are to be asked: set fleet_name", .configuration)
        }
        let addresses: [String]
        do {
            addresses = try await FleetAddresses(configuration).all()
        } catch {
            throw Exit.saying("status --fleet: \(error)", .unavailable)
        }
        let deadline = ContinuousClock.now + limit
        return await withTaskGroup(of: (Int, FleetTable.Row).self) { group in
            for (index, address) in addresses.enumerated() {
                group.addTask { (index, await Self.ask(address, port, until: deadline)) }
            }
            var rows: [(Int, FleetTable.Row)] = []
            for await row in group { rows.append(row) }
            return rows.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func ask(_ address: String, _ port: UInt16, until deadline: ContinuousClock.Instant) async
        -> FleetTable.Row
    {
        let place = ServerAddress.tcp(address, port: port)
        let client = HTTPClient(place, mostBytes: 65_536)
        do throws(HTTPClientError) {
            let readiness = try await client.get("/readyz", until: deadline)
            let peer = try await client.get(PeerDocument.path, until: deadline)
            return FleetTable.Row(
                instance: "\(place)", readiness: (readiness.status, readiness.text), peer: (peer.status, peer.body))
        } catch {
            return FleetTable.Row(instance: "\(place)", silence: error.reason)
        }
    }
}
