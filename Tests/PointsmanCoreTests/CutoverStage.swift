import PointsmanCore

/// A fleet before a cutover to another cluster.
enum CutoverStage {
    static let theirs = SystemIdentifier(9_000)
    static let target = ServerIdentity(systemIdentifier: theirs, startedMicroseconds: 50)

    static func successor(readOnly: Bool = false) -> ServerReport {
        primary(timeline: 1, lsn: 500, cluster: theirs, started: 50, readOnly: readOnly)
    }

    /// A fleet whose members have the new cluster's primary among them, at `lhr`.
    static func fleet(_ count: Int = 3) -> ScriptedFleet {
        var fleet = ScriptedFleet(count, dns: count)
        for index in fleet.shells.indices { see(&fleet, index) }
        return fleet
    }

    static func see(_ fleet: inout ScriptedFleet, _ index: Int, readOnly: Bool = false) {
        fleet.shells[index].send(.discovery(.members([iad, fra, ams, lhr].map { Member(id: $0) })))
        fleet.shells[index].see(lhr, successor(readOnly: readOnly))
    }

    /// Prepared, and the old cluster refuses writes.
    static func prepared() -> ScriptedFleet {
        var fleet = fleet()
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20), to: target))
        fleet.hold()
        lock(&fleet)
        return fleet
    }

    static func lock(_ fleet: inout ScriptedFleet) {
        for index in fleet.shells.indices { fleet.shells[index].see(iad, primary(readOnly: true)) }
    }

    static func settle(_ fleet: inout ScriptedFleet) {
        for index in fleet.shells.indices {
            fleet.shells[index].see(lhr, successor())
            while !fleet.shells[index].pending.isEmpty { fleet.shells[index].finish() }
        }
        fleet.deliver()
    }
}
