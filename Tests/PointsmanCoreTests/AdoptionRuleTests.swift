import PointsmanCore
import Testing

@Suite("Whether a cutover may begin, and what has come of it")
struct AdoptionRuleTests {
    private static func outcome(
        _ fleet: ScriptedFleet, of id: MoveID = ScriptedFleet.move
    ) throws -> AdoptionRule.Outcome? {
        AdoptionRule.outcome(of: id, in: try #require(fleet.shells[0].status?.move))
    }

    private static func refusal(
        of target: ServerIdentity = CutoverStage.target, in shell: ScriptedShell, policy: Policy
    ) throws -> CutoverStart.Refusal? {
        let status = try #require(shell.status)
        do throws(CutoverStart.Refusal) {
            _ = try CutoverStart.member(for: target, in: status, policy: policy)
            return nil
        } catch {
            return error
        }
    }

    private static var signed: Policy {
        var policy = Policy()
        policy.fleetSender = FleetSender(name: "web-0", run: 1)
        return policy
    }

    @Test("a cutover may begin where the new primary is seen, and names the member that it is at")
    func begins() throws {
        let shell = CutoverStage.fleet().shells[0]
        let member = try CutoverStart.member(
            for: CutoverStage.target, in: try #require(shell.status), policy: Self.signed)
        #expect(member == lhr)
    }

    @Test("a cutover may not begin without a primary, without a secret, or while another move is under way")
    func refused() throws {
        let seen = CutoverStage.fleet()
        #expect(try Self.refusal(in: seen.shells[0], policy: Policy())?.rule == "no-secret")
        var shell = ScriptedShell()
        shell.send(.discovery(.members([Member(id: iad)])))
        #expect(try Self.refusal(in: shell, policy: Self.signed)?.rule == "no-primary")
        var preparing = CutoverStage.fleet()
        preparing.request(.prepareMove(ScriptedFleet.move, for: .seconds(20), to: CutoverStage.target))
        for shell in preparing.shells { #expect(try Self.refusal(in: shell, policy: Self.signed)?.rule == "under-way") }
        let unseen = ScriptedFleet(1, dns: 1).shells[0]
        #expect(try Self.refusal(in: unseen, policy: Self.signed)?.rule == "unseen")
    }

    @Test("only a prepared move to another cluster can be adopted")
    func prepared() throws {
        #expect(CutoverStage.prepared().shells[0].status?.move.preparedCutover == ScriptedFleet.move)
        #expect(CutoverStage.prepared().shells[1].status?.move.preparedCutover == nil)
        #expect(ScriptedFleet.prepared().shells[0].status?.move.preparedCutover == nil)
        #expect(CutoverStage.fleet().shells[0].status?.move.preparedCutover == nil)
    }

    @Test("a cutover goes on until all instances are told, and counts those that have adopted the new cluster")
    func told() throws {
        var fleet = CutoverStage.prepared()
        CutoverStage.see(&fleet, 1, readOnly: true)
        fleet.request(.adoptMove)
        #expect(try Self.outcome(fleet) == nil)
        fleet.deaf = [2]
        CutoverStage.see(&fleet, 1)
        fleet.deliver()
        CutoverStage.settle(&fleet)
        #expect(try Self.outcome(fleet) == .told(lhr))
        let status = try #require(fleet.shells[0].status)
        #expect(status.move.isAdopted(ScriptedFleet.move) == false)
        #expect(status.move.isAdopted(MoveID(78)) == nil)
        #expect(status.serves(lhr))
        #expect(!status.serves(iad))
        fleet.request(.endMove(.finished))
        #expect(try Self.outcome(fleet) == .finished(lhr))
        #expect(fleet.shells[0].status?.move.isAdopted(ScriptedFleet.move) == nil)
    }

    @Test("all instances that have adopted the new cluster are counted as the whole")
    func whole() throws {
        var fleet = CutoverStage.prepared()
        fleet.request(.adoptMove)
        CutoverStage.settle(&fleet)
        #expect(fleet.shells[0].status?.move.isAdopted(ScriptedFleet.move) == true)
    }

    @Test("a cutover counts as replaced if this agent leads another move")
    func replaced() throws {
        #expect(try Self.outcome(CutoverStage.prepared(), of: MoveID(78)) == .replaced)
    }

    @Test("a cutover that is aborted has ended")
    func aborted() throws {
        var fleet = CutoverStage.prepared()
        fleet.request(.endMove(.aborted))
        #expect(try Self.outcome(fleet) == .ended("aborted: by an operator's word"))
    }
}
