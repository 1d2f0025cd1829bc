import PointsmanCore
import Testing

@Suite("The agent's counters")
struct AgentCountersTests {
    /// The counters, and the status that they have seen last.
    private struct Count {
        var counters = AgentCounters()
        var last: Status?

        mutating func take(_ shell: ScriptedShell) {
            guard let status = shell.status else { return }
            counters.count(from: last, to: status, at: shell.moment)
            last = status
        }

        var figures: [UInt64] { [counters.reroutes, counters.holds, counters.timesReady] }
    }

    @Test("a hold is counted when it begins, and a reroute and READY when they are confirmed, each once")
    func crash() {
        var shell = ScriptedShell.settled()
        var count = Count()
        count.take(shell)
        #expect(count.figures == [0, 0, 1])
        count.take(shell)
        #expect(count.figures == [0, 0, 1])
        shell.send(.linkLost(iad, .down(.endOfFile)))
        count.take(shell)
        #expect(count.figures == [0, 1, 1])
        shell.finish()
        count.take(shell)
        shell.see(fra, primary(timeline: 4, started: 2))
        shell.finish()
        count.take(shell)
        #expect(count.figures == [0, 1, 1])
        while !shell.pending.isEmpty { shell.finish() }
        count.take(shell)
        count.take(shell)
        #expect(count.figures == [1, 1, 1])
    }

    @Test("a hold's and a reroute's duration count from the loss of the primary, the hold's not up to the canary")
    func durations() {
        var shell = ScriptedShell.settled()
        var count = Count()
        count.take(shell)
        // The first confirmation was no reroute, however long it took.
        #expect(count.counters.rerouteDurations.count == 0)
        shell.pass(.milliseconds(100))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        count.take(shell)
        shell.pass(.milliseconds(300))
        shell.finish()
        shell.see(fra, primary(timeline: 4, started: 2))
        count.take(shell)
        // A hold is counted when it begins, and measured when it is over.
        #expect(count.figures == [0, 1, 1])
        #expect(count.counters.holdDurations.count == 0)
        while !shell.pending.isEmpty {
            shell.pass(.milliseconds(10))
            shell.finish()
            count.take(shell)
        }
        #expect(count.figures == [1, 1, 1])
        let (holds, reroutes) = (count.counters.holdDurations, count.counters.rerouteDurations)
        #expect([holds.count, reroutes.count] == [1, 1])
        #expect(holds.sum >= .milliseconds(300) && holds.sum < reroutes.sum)
        #expect(reroutes.sum < .milliseconds(400))
    }

    @Test("a planned move is counted at every instance when its clients go on, by whether they follow or go back")
    func moves() {
        var fleet = ScriptedFleet()
        var counts = fleet.shells.map { _ in Count() }
        func take() { for index in counts.indices { counts[index].take(fleet.shells[index]) } }
        func figures() -> [[UInt64]] {
            counts.map { [$0.counters.followedMoves, $0.counters.returnedMoves] }
        }
        take()
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        take()
        fleet.hold()
        take()
        #expect(figures() == [[0, 0], [0, 0], [0, 0]])
        fleet.request(.endMove(.aborted))
        take()
        // Clients wait on until the primary has proved to be the one to write to.
        #expect(figures() == [[0, 0], [0, 0], [0, 0]])
        fleet.pass(.seconds(1))
        fleet.hold()
        take()
        #expect(figures() == [[0, 1], [0, 1], [0, 1]])
        fleet.request(.prepareMove(MoveID(78), for: .seconds(20)))
        take()
        fleet.hold()
        take()
        fleet.promote()
        take()
        take()
        #expect(figures() == [[1, 1], [1, 1], [1, 1]])
    }

    @Test("no reroute is counted if the primary comes back in place")
    func flap() {
        var shell = ScriptedShell.settled()
        var count = Count()
        count.take(shell)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        count.take(shell)
        shell.finish()
        shell.see(iad, primary(lsn: 1_500, started: 9))
        while !shell.pending.isEmpty { shell.finish() }
        count.take(shell)
        #expect(count.figures == [0, 1, 1])
    }
}
