import PointsmanCore
import Testing

@Suite("A cutover of the fleet to another cluster")
struct CutoverMoveTests {
    @Test("all instances adopt the new cluster at once when each has said that it sees its primary take writes")
    func adopted() {
        var fleet = CutoverStage.prepared()
        #expect(fleet.phases[0] == .prepared)
        #expect(fleet.parts == [.kept, .kept, .kept])
        fleet.request(.adoptMove)
        for index in fleet.shells.indices {
            #expect(fleet.shells[index].status?.fence?.systemIdentifier == CutoverStage.theirs)
            #expect(fleet.parts[index] == .free)
        }
        CutoverStage.settle(&fleet)
        for shell in fleet.shells {
            #expect(shell.status?.setting?.writes.member == lhr)
            #expect(shell.status?.setting?.writes.systemIdentifier == CutoverStage.theirs)
            #expect(shell.status?.hold == Reroute.Hold.none)
        }
        #expect(fleet.phases[0] == .moved(to: lhr))
        #expect(fleet.shells[0].status?.move.adopted == 3)
        fleet.request(.endMove(.finished))
        #expect(fleet.phases[0] == .over(.finished(lhr)))
    }

    @Test("a cutover is refused with nothing held if one instance does not see the new cluster's primary")
    func unseen() {
        var fleet = ScriptedFleet(3, dns: 3)
        for index in 0...1 { CutoverStage.see(&fleet, index) }
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20), to: CutoverStage.target))
        guard case .over(.refused(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason.hasPrefix("web-2: it sees no server of this run of cluster 9000"))
        #expect(fleet.shells.allSatisfy { $0.pending.isEmpty })
    }

    @Test("a cutover is refused with nothing held if the leading instance does not see the new cluster's primary")
    func unseenByLeader() {
        var fleet = ScriptedFleet(3, dns: 3)
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20), to: CutoverStage.target))
        guard case .over(.refused(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason.hasPrefix("it sees no server"))
        #expect(fleet.parts == [.free, .free, .free])
    }

    @Test("no instance adopts the new cluster while one does not see its primary take writes, and all go back")
    func oneRefuses() {
        var fleet = CutoverStage.prepared()
        CutoverStage.see(&fleet, 2, readOnly: true)
        fleet.request(.adoptMove)
        #expect(fleet.parts == [.expecting, .expecting, .expecting])
        #expect(fleet.shells.allSatisfy { $0.status?.fence?.systemIdentifier == ours })
        #expect(fleet.shells[1].plan?.interval == Policy().probeInterval)
        #expect(fleet.shells[2].plan.map { $0.interval < Policy().probeInterval / 10 } == true)
        fleet.pass(.seconds(8), seeing: primary())
        guard case .over(.aborted(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason == "web-2 did not say that the new primary takes writes")
        #expect(fleet.parts == [.free, .free, .free])
        for index in fleet.shells.indices {
            while !fleet.shells[index].pending.isEmpty { fleet.shells[index].finish() }
            #expect(fleet.shells[index].status?.setting?.writes.member == iad)
            #expect(fleet.shells[index].status?.hold == Reroute.Hold.none)
        }
    }

    @Test("a cutover goes on when the new primary is seen to take writes by the last instance")
    func lateSight() {
        var fleet = CutoverStage.prepared()
        CutoverStage.see(&fleet, 2, readOnly: true)
        fleet.request(.adoptMove)
        #expect(fleet.phases[0] == .prepared)
        CutoverStage.see(&fleet, 2)
        fleet.deliver()
        #expect(fleet.shells.allSatisfy { $0.status?.fence?.systemIdentifier == CutoverStage.theirs })
    }

    @Test("an instance that hears of no adoption goes back to the old cluster when the deadline has passed")
    func deaf() {
        var fleet = CutoverStage.prepared()
        CutoverStage.see(&fleet, 1, readOnly: true)
        fleet.request(.adoptMove)
        #expect(fleet.parts[2] == .expecting)
        fleet.deaf = [2]
        CutoverStage.see(&fleet, 1)
        fleet.deliver()
        #expect(fleet.shells[0].status?.fence?.systemIdentifier == CutoverStage.theirs)
        #expect(fleet.shells[2].status?.fence?.systemIdentifier == ours)
        fleet.pass(.seconds(21), seeing: primary(readOnly: true))
        #expect(fleet.parts[2] == .returning)
        #expect(fleet.shells[2].status?.fence?.systemIdentifier == ours)
    }

    @Test("an instance that has missed the word to adopt hears it again through the new primary")
    func toldAgain() {
        var fleet = CutoverStage.prepared()
        CutoverStage.see(&fleet, 1, readOnly: true)
        fleet.request(.adoptMove)
        fleet.deaf = [2]
        CutoverStage.see(&fleet, 1)
        fleet.deliver()
        CutoverStage.settle(&fleet)
        #expect(fleet.shells[0].status?.move.adopted == 2)
        fleet.deaf = []
        fleet.shells[0].pass(.milliseconds(1_100))
        let again = fleet.shells[0].notices
        #expect(again.map(\.word) == [.adopt(CutoverStage.target)])
        fleet.shells[0].notices = []
        for notice in again { fleet.tell(notice, at: lhr) }
        #expect(fleet.shells[2].status?.fence?.systemIdentifier == CutoverStage.theirs)
    }

    @Test(
        "an abort that comes before the word to adopt takes all instances back, and one that comes after it takes none")
    func abort() {
        var before = CutoverStage.prepared()
        CutoverStage.see(&before, 2, readOnly: true)
        before.request(.adoptMove)
        before.request(.endMove(.aborted), at: 1)
        CutoverStage.see(&before, 2)
        before.deliver()
        #expect(before.parts == [.returning, .returning, .returning])
        #expect(before.shells.allSatisfy { $0.status?.fence?.systemIdentifier == ours })
        var after = CutoverStage.prepared()
        after.request(.adoptMove)
        after.request(.endMove(.aborted))
        after.request(.endMove(.aborted), at: 1)
        #expect(after.shells.allSatisfy { $0.status?.fence?.systemIdentifier == CutoverStage.theirs })
    }

    @Test("a word to adopt counts only from the agent that leads the cutover and for the server that was asked about")
    func otherWords() {
        var fleet = CutoverStage.prepared()
        CutoverStage.see(&fleet, 2, readOnly: true)
        let other = ServerIdentity(systemIdentifier: CutoverStage.theirs, startedMicroseconds: 51)
        fleet.tell(Self.notice(.adopt(CutoverStage.target), sequence: 1))
        #expect(fleet.parts == [.kept, .kept, .kept])
        fleet.request(.adoptMove)
        #expect(fleet.parts == [.expecting, .expecting, .expecting])
        fleet.tell(Self.notice(.adopt(CutoverStage.target), sequence: 2))
        fleet.tell(Self.notice(.adopt(other), sequence: 1_000, sender: FleetSender(name: "web-0", run: 1)))
        #expect(fleet.shells.allSatisfy { $0.status?.fence?.systemIdentifier == ours })
    }

    private static func notice(
        _ word: FleetNotice.Word, sequence: UInt64, sender: FleetSender = FleetSender(name: "ops", run: 4_711)
    ) -> FleetNotice {
        FleetNotice(sender: sender, sequence: sequence, move: ScriptedFleet.move, word: word)
    }

    @Test("a prepared switchover within the cluster adopts no other cluster")
    func plainMove() {
        var fleet = CutoverStage.fleet()
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        fleet.hold()
        fleet.request(.adoptMove)
        #expect(fleet.phases[0] == .prepared)
        #expect(fleet.parts == [.kept, .kept, .kept])
    }

    @Test("an instance that stops answering ends a prepared cutover also while the old cluster refuses writes")
    func missing() {
        var fleet = CutoverStage.prepared()
        fleet.deaf = [2]
        fleet.pass(.seconds(4), seeing: primary(readOnly: true))
        guard case .over(.aborted(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason == "web-2 no longer answered")
    }

    @Test("no instance is told to adopt shortly before the deadline")
    func tooLate() {
        var fleet = CutoverStage.prepared()
        fleet.pass(.milliseconds(19_600), seeing: primary(readOnly: true))
        for index in fleet.shells.indices { fleet.shells[index].see(lhr, CutoverStage.successor()) }
        fleet.request(.adoptMove)
        guard case .over(.aborted(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason == "no time was left to adopt it")
        #expect(fleet.shells.allSatisfy { $0.status?.fence?.systemIdentifier == ours })
    }

    @Test("an abort by an instance that has missed the word to adopt takes back none that has adopted")
    func lateAbort() {
        var fleet = CutoverStage.prepared()
        CutoverStage.see(&fleet, 1, readOnly: true)
        fleet.request(.adoptMove)
        fleet.deaf = [2]
        CutoverStage.see(&fleet, 1)
        fleet.deliver()
        fleet.deaf = []
        fleet.request(.endMove(.aborted), at: 2)
        #expect(fleet.phases[0] == .over(.finished(lhr)))
        #expect(fleet.shells[0].status?.fence?.systemIdentifier == CutoverStage.theirs)
        #expect(fleet.shells[2].status?.fence?.systemIdentifier == ours)
    }

    @Test(
        "a leading agent that does not hear its own word to adopt says that the end is not known, and takes none back")
    func unsettled() throws {
        var fleet = CutoverStage.prepared()
        CutoverStage.see(&fleet, 2, readOnly: true)
        fleet.request(.adoptMove)
        CutoverStage.see(&fleet, 2)
        for notice in fleet.shells[2].notices {
            fleet.shells[0].send(.notice(HeardNotice(notice, at: iad, age: .zero, listening: .seconds(600))))
        }
        #expect(fleet.shells[0].notices.map(\.word) == [.adopt(CutoverStage.target)])
        fleet.shells[0].notices = []
        fleet.shells[0].pass(.seconds(21))
        #expect(fleet.phases[0] == .over(.unsettled))
        let move = try #require(fleet.shells[0].status?.move)
        #expect(AdoptionRule.outcome(of: ScriptedFleet.move, in: move) == .unknown(MoveEnd.unsettled.sentence))
        #expect(fleet.shells[0].notices == [])
        #expect(fleet.shells[0].status?.fence?.systemIdentifier == ours)
    }
}
