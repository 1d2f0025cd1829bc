import PointsmanCore
import Testing

@Suite("Reads in a planned move of the fleet")
struct PlannedMoveReadsTests {
    /// A fleet whose standbys don't follow the primary, so that reads go there too.
    private static func readingAtPrimary() -> ScriptedFleet {
        var fleet = ScriptedFleet()
        for index in fleet.shells.indices {
            fleet.shells[index].see(fra, standby(of: iad, timeline: nil))
            fleet.shells[index].see(ams, standby(of: iad, timeline: nil, started: 3))
            while !fleet.shells[index].pending.isEmpty { fleet.shells[index].finish() }
        }
        #expect(fleet.shells.allSatisfy { $0.status?.setting?.reads == iad })
        return fleet
    }

    @Test("an instance whose operator holds its writes holds its reads too before it counts in a planned move")
    func readsOfHeldInstance() {
        var fleet = Self.readingAtPrimary()
        fleet.request(.hold(.seconds(30)), at: 2)
        #expect(fleet.shells[2].operations == [.pause])
        fleet.hold([2])
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        #expect(fleet.shells[2].operations == [.drain])
        fleet.hold([0, 1])
        #expect(fleet.parts[2] == .draining)
        fleet.hold([2])
        #expect(fleet.phases[0] == .prepared)
        #expect(fleet.parts[2] == .kept)
    }

    @Test("a planned move holds reads along with writes if they go to the primary")
    func readsAlong() {
        var fleet = Self.readingAtPrimary()
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        #expect(fleet.shells.allSatisfy { $0.operations == [.drain] })
        fleet.hold()
        #expect(fleet.phases[0] == .prepared)
        fleet.promote()
        #expect(fleet.holds == [false, false, false])
    }
}
