import PointsmanCore
import Testing

@Suite("A planned move of the fleet")
struct PlannedMoveTests {
    @Test("a planned move is prepared when every instance holds and has heard that all do")
    func prepared() {
        var fleet = ScriptedFleet()
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        #expect(fleet.phases[0] == .draining)
        #expect(fleet.shells.allSatisfy { $0.operations == [.pause] })
        #expect(fleet.shells.allSatisfy { $0.status?.readiness == .degraded("draining for a switchover by web-0") })
        fleet.hold([0, 1])
        #expect(fleet.phases[0] == .draining)
        #expect(fleet.shells[0].status?.move.missing == ["web-2"])
        fleet.hold([2])
        #expect(fleet.phases[0] == .prepared)
        #expect(fleet.parts == [.kept, .kept, .kept])
        #expect(fleet.shells.allSatisfy { $0.status?.readiness == .degraded("drained for a switchover by web-0") })
    }

    @Test("a prepared move follows the new primary by itself, and finish names it")
    func followed() {
        var fleet = ScriptedFleet.prepared()
        fleet.promote()
        #expect(fleet.parts == [.free, .free, .free])
        #expect(
            fleet.shells.allSatisfy { $0.status?.setting?.writes.member == fra && $0.status?.hold == Reroute.Hold.none }
        )
        #expect(fleet.phases[0] == .moved(to: fra))
        fleet.request(.endMove(.finished))
        #expect(fleet.phases[0] == .over(.finished(fra)))
    }

    @Test("a prepared move holds while the old primary is away and pre-routes to no standby")
    func heldWithoutPrimary() {
        var fleet = ScriptedFleet.prepared()
        for index in fleet.shells.indices {
            fleet.shells[index].miss(iad, .down(.endOfFile))
            fleet.shells[index].see(fra, standby(isPromoting: true))
            #expect(fleet.shells[index].operations.isEmpty)
        }
        fleet.pass(.seconds(10), seeing: nil)
        #expect(fleet.parts == [.kept, .kept, .kept])
        #expect(fleet.phases[0] == .prepared)
    }

    @Test("a planned move without names from DNS asks the instances that answer within probe_timeout")
    func withoutDNS() {
        var fleet = ScriptedFleet(2, dns: nil)
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        #expect(fleet.phases[0] == .calling)
        fleet.pass(.milliseconds(500))
        #expect(fleet.phases[0] == .draining)
        fleet.hold()
        #expect(fleet.phases[0] == .prepared)
        #expect(fleet.shells[0].status?.move.holding == 2)
    }

    @Test("a planned move is given up without severing if transactions outlast drain_timeout")
    func longTransaction() {
        var fleet = ScriptedFleet()
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        fleet.hold([0, 1])
        fleet.pass(.milliseconds(5_250))
        #expect(
            fleet.phases[0] == .over(.refused("web-2: open transactions did not end within drain_timeout")))
        #expect(fleet.shells[2].operations.allSatisfy { $0 != .sever })
        fleet.hold()
        #expect(fleet.holds == [false, false, false])
    }

    @Test("an aborted move releases clients only after a proof of the primary younger than the abort")
    func freshProof() {
        var fleet = ScriptedFleet.prepared()
        let before = fleet.shells[1].moment
        for index in fleet.shells.indices { fleet.shells[index].moment = before + .milliseconds(100) }
        fleet.request(.endMove(.aborted))
        #expect(fleet.parts == [.returning, .returning, .returning])
        #expect(fleet.shells[1].status?.hold.since != nil && fleet.shells[1].operations.isEmpty)
        // What was sent before the end says nothing of now.
        fleet.shells[1].send(
            .observed(Observation(member: iad, sent: before + .milliseconds(50), result: .report(primary()))))
        #expect(fleet.parts[1] == .returning)
        fleet.pass(.milliseconds(250))
        fleet.hold()
        #expect(fleet.parts == [.free, .free, .free])
        #expect(fleet.holds == [false, false, false])
    }

    @Test("a prepared move expires at its deadline and releases all clients")
    func deadline() {
        var fleet = ScriptedFleet.prepared()
        fleet.pass(.seconds(20))
        fleet.pass(.milliseconds(500))
        fleet.hold()
        #expect(fleet.phases[0] == .over(.expired))
        #expect(fleet.holds == [false, false, false])
    }

    @Test("a prepared move expires at its deadline in an instance that hears no more of it")
    func deafAtDeadline() {
        var fleet = ScriptedFleet.prepared()
        fleet.deaf = [2]
        fleet.pass(.seconds(19))
        #expect(fleet.parts[2] == .kept)
        fleet.pass(.milliseconds(1_500))
        #expect(fleet.parts[2] == .free)
    }

    @Test("an instance that holds and never hears that all do leaves the move soon")
    func neverKept() {
        var fleet = ScriptedFleet()
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        fleet.deaf = [0]
        fleet.hold([1])
        #expect(fleet.parts[1] == .held)
        fleet.pass(.seconds(6))
        #expect(fleet.parts[1] == .free)
    }

    @Test("a prepared move is aborted if an instance is silent for two seconds while the primary answers")
    func lostInstance() {
        var fleet = ScriptedFleet.prepared()
        fleet.deaf = [1]
        fleet.pass(.seconds(4))
        #expect(fleet.phases[0] == .over(.aborted("web-1 no longer answered")))
        fleet.hold()
        #expect(fleet.holds == [false, true, false])
    }

    @Test("a prepared move includes an instance that joins")
    func joins() {
        var fleet = ScriptedFleet.prepared(2)
        var policy = Policy()
        policy.fleetSender = FleetSender(name: "web-9", run: 99)
        var late = ScriptedShell.settled(policy: policy)
        late.moment = fleet.shells[0].moment
        late.see(iad, primary())
        fleet.shells.append(late)
        fleet.pass(.seconds(1))
        #expect(fleet.shells[2].operations == [.pause])
        fleet.hold()
        fleet.pass(.milliseconds(1_250))
        #expect(fleet.parts[2] == .kept)
        #expect(fleet.phases[0] == .prepared)
        #expect(fleet.shells[0].status?.move.present == 3)
    }

    @Test("a prepared move is aborted if an instance's hold_timeout becomes too short")
    func shortenedTimeout() {
        var fleet = ScriptedFleet.prepared()
        fleet.pass(.seconds(3))
        var policy = Policy()
        policy.fleetSender = FleetSender(name: "web-2", run: 3)
        policy.holdTimeout = .seconds(2)
        fleet.shells[2].send(.policy(policy))
        fleet.deliver()
        #expect(fleet.phases[0] == .over(.aborted("web-2: its hold_timeout is over")))
    }

    @Test("a prepared move probes at the steady pace, and in a burst while clients wait to go back")
    func pace() {
        var fleet = ScriptedFleet.prepared()
        #expect(fleet.shells[1].plan?.interval == Policy().probeInterval)
        fleet.request(.endMove(.aborted))
        #expect(fleet.parts[1] == .returning)
        // Three instances share what a member may be asked.
        #expect(fleet.shells[1].plan?.interval == .milliseconds(6))
    }

    @Test("a prepared move can be ended at another instance than the one that leads it")
    func endedElsewhere() {
        var fleet = ScriptedFleet.prepared()
        fleet.request(.endMove(.aborted), at: 2)
        guard case .over(.ended(.aborted, _)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        fleet.pass(.milliseconds(500))
        fleet.hold()
        #expect(fleet.parts == [.free, .free, .free])
        #expect(fleet.holds == [false, false, false])
    }

    @Test("an instance that has left a move ignores later notices of it")
    func leftForGood() {
        var fleet = ScriptedFleet.prepared()
        fleet.request(.endMove(.aborted))
        fleet.pass(.milliseconds(250))
        fleet.hold()
        let late = FleetNotice(
            sender: FleetSender(name: "web-0", run: 1), sequence: 500, move: ScriptedFleet.move,
            word: .drain(for: .seconds(9)))
        fleet.tell(late)
        #expect(fleet.parts == [.free, .free, .free])
        #expect(fleet.shells.allSatisfy { $0.pending.isEmpty })
    }

    @Test("finishing a move without a new primary leads clients back to the old one")
    func finishedInVain() {
        var fleet = ScriptedFleet.prepared()
        fleet.request(.endMove(.finished))
        #expect(fleet.phases[0] == .over(.returned(iad)))
        fleet.pass(.milliseconds(250))
        fleet.hold()
        #expect(fleet.holds == [false, false, false])
    }

    @Test("ending a move changes nothing if none is prepared", arguments: [FleetNotice.Ending.aborted, .finished])
    func nothingToEnd(ending: FleetNotice.Ending) {
        var fleet = ScriptedFleet()
        fleet.request(.endMove(ending))
        #expect(fleet.told.isEmpty)
        #expect(fleet.phases[0] == MoveReport.Phase.none)
    }
}
