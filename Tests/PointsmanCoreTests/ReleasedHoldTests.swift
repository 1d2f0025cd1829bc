import PointsmanCore
import Testing

@Suite("A RESUME by another console in a hold")
struct ReleasedHoldTests {
    /// Clients are held since the primary was lost, at moment 0.
    private static func held() -> ScriptedShell {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        return shell
    }

    private static func sight(isPaused: Bool, isDisabled: Bool = false) -> PoolerSight {
        PoolerSight(
            console: .shows([
                PoolerSight.Database(
                    name: "app", carriesWrites: true, place: .asSet, isPaused: isPaused, isDisabled: isDisabled),
                PoolerSight.Database(
                    name: "app_ro", carriesWrites: false, place: .asSet, isPaused: false, isDisabled: false),
            ]), canary: .notSent)
    }

    @Test("a hold is inspected each second without a canary")
    func looks() throws {
        var shell = Self.held()
        var last = shell.inspection?.id
        for _ in 0..<3 {
            shell.pass(.milliseconds(999))
            #expect(shell.inspection?.id == last)
            shell.pass(.milliseconds(1))
            let look = try #require(shell.inspection)
            #expect(look.id != last)
            #expect(!look.sendsCanary)
            last = look.id
            shell.send(.inspected(look.id, Self.sight(isPaused: true)))
            #expect(shell.operations == [])
            #expect(shell.status?.poolerNotice == nil)
        }
    }

    @Test("a foreign RESUME in a hold is answered by another PAUSE and reported, with the hold's end unchanged")
    func again() throws {
        var shell = Self.held()
        shell.pass(.seconds(1))
        shell.send(.inspected(try #require(shell.inspection).id, Self.sight(isPaused: false)))
        #expect(shell.operations == [.pause])
        #expect(shell.status?.poolerNotice?.contains("another console resumed app in PgBouncer") == true)
        shell.finish()
        shell.pass(Policy().holdTimeout - .seconds(1))
        #expect(shell.status?.verdict.rule == .unavailable)
        #expect(shell.operations == [.refuse])
    }

    @Test("a foreign RESUME is answered even while PAUSE waits for open transactions")
    func draining() throws {
        var shell = ScriptedShell.settled()
        shell.send(.request(.hold(.seconds(20))))
        #expect(shell.operations == [.pause])
        shell.see(iad, primary())
        shell.pass(.seconds(1))
        shell.send(.inspected(try #require(shell.inspection).id, Self.sight(isPaused: false)))
        #expect(shell.operations == [.pause, .pause])
        shell.finish(.failed("given up"))
        shell.finish()
        #expect(shell.status?.hold.since != nil)
    }

    @Test("a foreign RESUME binds the timeline to its server, even if it took no write before the hold")
    func binds() throws {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish(.doneUnused)
        #expect(shell.status?.fence?.isBinding == false)
        shell.pass(.seconds(1))
        shell.send(.inspected(try #require(shell.inspection).id, Self.sight(isPaused: false)))
        #expect(shell.status?.fence?.isBinding == true)
    }

    @Test("a foreign RESUME before a move has new transactions drained first")
    func move() throws {
        var shell = Self.held()
        shell.pass(.seconds(1))
        let look = try #require(shell.inspection)
        shell.send(.inspected(look.id, Self.sight(isPaused: false)))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations.contains(.pause))
        #expect(!shell.operations.contains(.set(setting(fra, timeline: 4, reads: fra))))
    }

    @Test("an unpaused pooler is no foreign RESUME if clients are disabled or the agent itself released them")
    func none() throws {
        var shell = Self.held()
        shell.pass(.seconds(1))
        var released = shell
        shell.send(.inspected(try #require(shell.inspection).id, Self.sight(isPaused: false, isDisabled: true)))
        #expect(shell.operations == [])
        #expect(shell.status?.poolerNotice == nil)
        released = Self.held()
        released.pass(.seconds(1))
        released.see(iad, primary())
        released.finish()
        released.send(.linkLost(iad, .down(.endOfFile)))
        while released.operations.contains(.pause) { released.finish() }
        released.send(.inspected(try #require(released.inspection).id, Self.sight(isPaused: false)))
        #expect(released.operations == [])
        #expect(released.status?.poolerNotice == nil)
    }
}
