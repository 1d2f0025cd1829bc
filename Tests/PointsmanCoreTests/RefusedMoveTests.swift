import PointsmanCore
import Testing

@Suite("A planned move that is refused")
struct RefusedMoveTests {
    @Test("a planned move is refused with nothing held if an instance that DNS names does not answer")
    func missingInstance() {
        var fleet = ScriptedFleet(3, dns: 3)
        fleet.deaf = [2]
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        fleet.pass(.seconds(1))
        guard case .over(.refused(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason.contains("2 of 3 instances answered; DNS names 10.0.0.2 too"))
        #expect(fleet.shells.allSatisfy { $0.pending.isEmpty })
        #expect(fleet.parts[0] == .free && fleet.parts[1] == .free)
    }

    @Test("a second operator's move is refused and leaves the first one's alone")
    func twoOperators() {
        var fleet = ScriptedFleet()
        fleet.shells[0].send(.request(.prepareMove(MoveID(1), for: .seconds(20))))
        fleet.shells[1].send(.request(.prepareMove(MoveID(2), for: .seconds(20))))
        fleet.deliver()
        fleet.hold()
        #expect(fleet.phases[0] == .prepared)
        guard case .over(.refused(let reason)) = fleet.phases[1] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason.contains("a switchover by web-0 is under way"))
        #expect(fleet.parts == [.kept, .kept, .kept])
        // Nor does he get in later.
        fleet.request(.prepareMove(MoveID(3), for: .seconds(20)), at: 2)
        #expect(fleet.phases[2] == .over(.refused("a switchover by web-0 is under way")))
        #expect(fleet.parts == [.kept, .kept, .kept])
    }

    @Test("a planned move is refused if one instance's hold_timeout is too short")
    func shorterTimeout() {
        var fleet = ScriptedFleet()
        var policy = Policy()
        policy.fleetSender = FleetSender(name: "web-2", run: 3)
        policy.holdTimeout = .seconds(10)
        fleet.shells[2].send(.policy(policy))
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        guard case .over(.refused(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason == "web-2: its clients can't be held for that long, by its hold_timeout")
        #expect(fleet.shells[2].pending.isEmpty)
    }

    @Test("a planned move is refused while DNS has not told how many instances there are, if the fleet has a name")
    func unknownNumber() {
        var fleet = ScriptedFleet(1, dns: nil)
        var policy = Policy()
        policy.fleetSender = FleetSender(name: "web-0", run: 1)
        policy.isFleetNamed = true
        fleet.shells[0].send(.policy(policy))
        fleet.request(.prepareMove(ScriptedFleet.move, for: .seconds(20)))
        fleet.pass(.seconds(2))
        guard case .over(.refused(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason.contains("DNS has not told yet how many instances"))
        #expect(fleet.told.isEmpty && fleet.holds == [false])
    }

    @Test(
        "a planned move is refused at once without secret, over hold_timeout, in a hold, or without a primary",
        arguments: Unable.allCases)
    func refusedAtOnce(unable: Unable) {
        var fleet = ScriptedFleet()
        let span = unable.prepare(&fleet)
        fleet.request(.prepareMove(ScriptedFleet.move, for: span))
        guard case .over(.refused(let reason)) = fleet.phases[0] else { return #expect(Bool(false), "\(fleet.phases)") }
        #expect(reason.contains(unable.rawValue))
        #expect(fleet.told.isEmpty)
        #expect(!fleet.shells[1].operations.contains(.pause))
    }

    enum Unable: String, CaseIterable, Sendable {
        case noSecret = "set fleet_secret_file"
        case tooLong = "hold_timeout at most, which is 60 s"
        case held = "an operator holds the clients"
        case primaryGone = "the rule is suspect"

        /// - Returns: the span to ask for.
        func prepare(_ fleet: inout ScriptedFleet) -> Duration {
            switch self {
            case .noSecret: fleet.shells[0].send(.policy(Policy()))
            case .tooLong: return .seconds(61)
            case .held: fleet.shells[0].send(.request(.hold(.seconds(10))))
            case .primaryGone: fleet.shells[0].miss(iad, .silent(.deadline))
            }
            return .seconds(20)
        }
    }
}
