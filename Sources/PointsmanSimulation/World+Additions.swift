import PointsmanCore
import PointsmanScenarios

// Servers, addresses and clusters that are added to those of the beginning.
extension World {
    /// Adds an address that leads to `server`.
    func addAddress(of server: Int?) -> Int? {
        guard addresses.count < Site.mostServers else { return nil }
        addresses.append(server)
        firstLed.append(server)
        return addresses.count - 1
    }

    func addServer(systemIdentifier: UInt64, timeline: UInt32, lsn: UInt64) -> ServerModel? {
        guard servers.count < Site.mostServers else { return nil }
        let server = ServerModel(
            index: servers.count, systemIdentifier: systemIdentifier, role: .primary, timeline: timeline, lsn: lsn)
        server.isOutsider = true
        servers.append(server)
        if systemIdentifier == cluster { own(timeline) }
        return server
    }

    /// Adds a server with everything that `old` has; it does not run yet.
    func replacement(for old: ServerModel) -> ServerModel? {
        guard servers.count < Site.mostServers, addresses.count < Site.mostServers else { return nil }
        let server = ServerModel(
            index: servers.count, systemIdentifier: old.systemIdentifier, role: old.role, timeline: old.timeline,
            lsn: old.lsn)
        server.isSynchronous = old.isSynchronous
        server.showsReceiver = old.showsReceiver
        server.crash()
        servers.append(server)
        return server
    }

    /// Replaces the cluster by one with a new system identifier.
    func beginCluster(timeline: UInt32) {
        cluster += 1
        beginHistory(timeline: timeline)
    }

    /// Continues the cluster's history from a lower point; copies elsewhere keep theirs.
    func beginHistory(timeline: UInt32) {
        promotions = [timeline: 1]
        highestTimeline = timeline
        for server in servers where server.isOutsider && !server.isRetired && server.systemIdentifier == cluster {
            own(server.timeline)
        }
    }
}
