import PointsmanCore
import Testing

@Suite("Incidents in the log")
struct IncidentTests {
    @Test("an ordinary start is logged at info and is no incident")
    func start() {
        let shell = ScriptedShell.settled()
        #expect(shell.status?.readiness == .ready)
        #expect(!shell.decisions.isEmpty)
        #expect(shell.decisions.allSatisfy { $0.weight == .info }, "\(shell.decisions)")
        #expect(shell.incidents == [])
    }

    @Test("a failover is logged at warning while clients wait, and closed by one line with places and duration")
    func failover() {
        var shell = ScriptedShell.settled()
        let before = shell.decisions.count
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finishAll()
        shell.pass(.milliseconds(300))
        shell.finishAll()
        #expect(shell.decisions.dropFirst(before).contains { $0.weight == .warning }, "\(shell.decisions)")
        #expect(!shell.decisions.contains { $0.weight == .error }, "clients wait: no write fails yet")
        #expect(shell.incidents == [])
        shell.see(fra, primary(timeline: 4, started: 2))
        shell.miss(iad, .down(.endOfFile))
        shell.finishAll()
        #expect(shell.status?.setting?.writes.member == fra)
        #expect(shell.status?.readiness.isReady == true)
        #expect(shell.incidents.count == 1)
        #expect(shell.incidents.first?.from == iad)
        #expect(shell.incidents.first?.to == fra)
        #expect(shell.incidents.first?.duration == .milliseconds(300))
        #expect(shell.incidents.first?.held != nil)
        #expect(shell.decisions.last?.weight != .error)
        // Once it is told it is over.
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.incidents.count == 1)
    }

    @Test("the end of an incident says how many clients the pooler told an error, from a moment before it began")
    func failedClients() {
        var shell = ScriptedShell.settled()
        shell.send(.clientsFailed(count: 7))
        shell.pass(.milliseconds(101))
        shell.send(.clientsFailed(count: 2))
        shell.pass(.milliseconds(100))
        shell.send(.clientsFailed(count: 1))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.send(.clientsFailed(count: 3))
        shell.finishAll()
        shell.pass(.milliseconds(300))
        shell.finishAll()
        shell.send(.clientsFailed(count: 4))
        shell.see(fra, primary(timeline: 4, started: 2))
        shell.miss(iad, .down(.endOfFile))
        shell.finishAll()
        #expect(shell.incidents.map(\.failed) == [10])
        shell.pass(.milliseconds(300))
        shell.send(.linkLost(fra, .down(.endOfFile)))
        shell.finishAll()
        shell.see(fra, primary(timeline: 4, started: 3))
        shell.finishAll()
        #expect(shell.incidents.map(\.failed) == [10, 0])
    }

    @Test("a lasting write failure is logged at error")
    func writesFail() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finishAll()
        for _ in 0..<70 {
            shell.pass(.seconds(1))
            shell.miss(iad, .down(.endOfFile))
            shell.see(fra, standby(of: iad))
            shell.see(ams, standby(of: iad, started: 3))
            shell.finishAll()
        }
        #expect(shell.decisions.last?.weight == .error, "\(shell.decisions)")
    }

    @Test("an operator's hold that ends at the same primary is no incident")
    func operatorHold() {
        var shell = ScriptedShell.settled()
        shell.send(.request(.hold(.seconds(5))))
        shell.finishAll()
        shell.pass(.seconds(1))
        shell.send(.request(.release))
        shell.finishAll()
        shell.see(iad, primary())
        shell.finishAll()
        #expect(shell.status?.readiness == .ready)
        #expect(shell.incidents == [])
    }

    @Test("a member that does not answer has no round trip in the status")
    func roundTrip() {
        var shell = ScriptedShell.settled()
        #expect(shell.status?.members.allSatisfy { $0.roundTrip != nil } == true)
        for _ in 0..<20 {
            shell.pass(.seconds(1))
            shell.see(iad, primary())
            shell.miss(fra, .silent(.deadline))
            shell.see(ams, standby(of: iad, started: 3))
        }
        #expect(shell.status?.members.first { $0.member.id == fra }?.roundTrip == nil)
        #expect(shell.status?.members.first { $0.member.id == iad }?.roundTrip != nil)
    }
}

extension ScriptedShell {
    /// Ends all that is under way, and what that begins, up to a bound.
    fileprivate mutating func finishAll() {
        for _ in 0..<50 where !pending.isEmpty { finish() }
    }
}
