import PointsmanCore
import Testing

@Suite("What has come of a planned move that an HA manager carries out")
struct ManagedMoveRuleTests {
    private static func outcome(
        _ fleet: ScriptedFleet, of id: MoveID = ScriptedFleet.move, refusal: String? = nil
    ) throws -> ManagedMoveRule.Outcome? {
        ManagedMoveRule.outcome(of: id, in: try #require(fleet.shells[0].status?.move), refusal: refusal)
    }

    @Test("a prepared move goes on until the manager refuses it")
    func prepared() throws {
        let fleet = ScriptedFleet.prepared()
        #expect(try Self.outcome(fleet) == nil)
        #expect(try Self.outcome(fleet, refusal: "no candidate") == .givenUp("no candidate"))
    }

    @Test("a move counts as replaced if this agent leads another one")
    func replaced() throws {
        #expect(try Self.outcome(.prepared(), of: MoveID(78)) == .replaced)
        #expect(try Self.outcome(.prepared(), of: MoveID(78), refusal: "no candidate") == .replaced)
    }

    @Test("a move has succeeded once this instance follows the new primary, whatever the manager says later")
    func moved() throws {
        var fleet = ScriptedFleet.prepared()
        fleet.promote()
        #expect(try Self.outcome(fleet, refusal: "timeout") == .moved(to: fra))
        fleet.request(.endMove(.finished))
        #expect(try Self.outcome(fleet, refusal: "timeout") == .moved(to: fra))
    }

    @Test("a move that another instance finishes waits for the new primary to be seen")
    func finishedElsewhere() throws {
        var fleet = ScriptedFleet.prepared()
        fleet.request(.endMove(.finished), at: 1)
        #expect(try Self.outcome(fleet, refusal: "timeout") == .endedElsewhere)
    }

    @Test("a move that a hook finishes before this instance has seen the new primary waits for it")
    func returned() throws {
        var fleet = ScriptedFleet.prepared()
        fleet.request(.endMove(.finished))
        #expect(try Self.outcome(fleet) == .endedElsewhere)
    }

    @Test("a move that an operator aborts has ended with that reason")
    func aborted() throws {
        var fleet = ScriptedFleet.prepared()
        fleet.request(.endMove(.aborted))
        #expect(try Self.outcome(fleet, refusal: "timeout") == .ended("aborted: by an operator's word"))
    }

    @Test("a move that was ended elsewhere has moved the primary only if writes go to another member than before")
    func end() throws {
        let status = try #require(ScriptedFleet(1, dns: 1).shells[0].status)
        #expect(ManagedMoveRule.end(in: status, from: iad) == .ended(ManagedMoveRule.stayed))
        #expect(ManagedMoveRule.end(in: status, from: fra) == .moved(to: iad))
    }

    @Test("a move that was ended elsewhere has no outcome while clients are held or no server takes writes")
    func unsettled() throws {
        let held = try #require(ScriptedFleet.prepared().shells[0].status)
        #expect(held.verdict.target == iad)
        #expect(ManagedMoveRule.end(in: held, from: fra) == nil)
        var shell = ScriptedShell()
        shell.send(.discovery(.members([Member(id: iad)])))
        #expect(ManagedMoveRule.end(in: try #require(shell.status), from: fra) == nil)
    }
}
