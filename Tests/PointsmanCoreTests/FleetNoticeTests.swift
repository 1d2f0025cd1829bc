import PointsmanCore
import Testing

@Suite("Notices to the fleet")
struct FleetNoticeTests {
    private static func rollCall(sequence: UInt64, move: UInt64 = 5) -> FleetNotice {
        FleetNotice(
            sender: FleetSender(name: "ops", run: 4_711), sequence: sequence, move: MoveID(move), word: .rollCall)
    }

    private static func refused(_ fleet: ScriptedFleet, _ kind: NoticeRefusal) -> UInt64? {
        fleet.shells[1].status?.move.refusals.first { $0.kind == kind }?.times
    }

    @Test("a notice counts once, and a replayed one is dropped and counted")
    func replayed() {
        var fleet = ScriptedFleet()
        fleet.tell(Self.rollCall(sequence: 7))
        #expect(fleet.parts[1] == .reserved)
        fleet.pass(.seconds(6))
        #expect(fleet.parts[1] == .free)
        for sequence in [7, 6] as [UInt64] { fleet.tell(Self.rollCall(sequence: sequence, move: 6)) }
        #expect(fleet.parts[1] == .free)
        #expect(Self.refused(fleet, .replayed) == 2)
        fleet.tell(Self.rollCall(sequence: 8, move: 6))
        #expect(fleet.parts[1] == .reserved)
    }

    @Test(
        "a notice that is too old, from the future or from before the agent listened is dropped and counted",
        arguments: [(5_001, 600_000), (-5_001, 600_000), (3_000, 2_999)])
    func late(age: Int, listening: Int) {
        var fleet = ScriptedFleet()
        fleet.tell(Self.rollCall(sequence: 1), age: .milliseconds(age), listening: .milliseconds(listening))
        #expect(fleet.parts[1] == .free)
        #expect(Self.refused(fleet, .late) == 1)
        fleet.tell(Self.rollCall(sequence: 2), age: .milliseconds(4_900), listening: .milliseconds(4_900))
        #expect(fleet.parts[1] == .reserved)
    }

    @Test("a notice through a member other than the write route's is dropped and counted")
    func elsewhere() {
        var fleet = ScriptedFleet()
        fleet.tell(Self.rollCall(sequence: 1), at: fra)
        #expect(fleet.parts[1] == .free)
        #expect(Self.refused(fleet, .elsewhere) == 1)
    }

    @Test("an unsigned notice is counted and reported to the operator")
    func forged() {
        var fleet = ScriptedFleet()
        fleet.shells[1].send(.forgedNotices(3))
        #expect(Self.refused(fleet, .forged) == 3)
        #expect(fleet.shells[1].status?.notices.contains { $0.contains("not signed with the secret") } == true)
    }
}
