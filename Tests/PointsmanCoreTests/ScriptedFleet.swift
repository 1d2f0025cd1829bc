import PointsmanCore

/// Several conductors that hear each other through one primary, in the order in which that was told.
struct ScriptedFleet {
    var shells: [ScriptedShell]
    /// Everything that the primary was told, in order.
    private(set) var told: [FleetNotice] = []
    /// Who hears nothing, and is heard by no other.
    var deaf: Set<Int> = []
    static let move = MoveID(77)

    /// - Parameter dns: how many instances DNS names; nil where no DNS tells.
    init(_ count: Int = 3, dns: Int? = 3) {
        shells = (0..<count).map { index in
            var policy = Policy()
            policy.fleetSender = FleetSender(name: "web-\(index)", run: UInt64(index) + 1)
            var shell = ScriptedShell.settled(policy: policy)
            if let dns {
                shell.send(.fleet((0..<dns).map { Self.address($0) }, own: [Self.address(index)]))
            }
            return shell
        }
    }

    static func address(_ index: Int) -> IPAddress { .v4(0x0A00_0000 + UInt32(index)) }

    /// Delivers what was told until no agent says any more.
    mutating func deliver() {
        while let index = shells.indices.first(where: { !shells[$0].notices.isEmpty }) {
            let notice = shells[index].notices.removeFirst()
            guard !deaf.contains(index) else { continue }
            tell(notice)
        }
    }

    mutating func tell(
        _ notice: FleetNotice, at member: MemberID = iad, age: Duration = .zero, listening: Duration = .seconds(600)
    ) {
        told.append(notice)
        for other in shells.indices where !deaf.contains(other) {
            shells[other].send(.notice(HeardNotice(notice, at: member, age: age, listening: listening)))
        }
    }

    /// Has the pooler of each of these answer its PAUSE, and all hear of it.
    mutating func hold(_ indices: [Int]? = nil) {
        for index in indices ?? Array(shells.indices) {
            while !shells[index].pending.isEmpty { shells[index].finish() }
        }
        deliver()
    }

    mutating func request(_ request: OperatorRequest, at index: Int = 0) {
        shells[index].send(.request(request))
        deliver()
    }

    /// Lets time pass, in steps in which the primary is seen.
    mutating func pass(_ span: Duration, seeing report: ServerReport? = primary()) {
        var left = span
        while left > .zero {
            let step = min(left, .milliseconds(250))
            left -= step
            for index in shells.indices {
                shells[index].pass(step)
                if let report { shells[index].see(iad, report) }
            }
            deliver()
        }
    }

    /// A fleet that is prepared, each by its own word.
    static func prepared(_ count: Int = 3) -> ScriptedFleet {
        var fleet = ScriptedFleet(count, dns: count)
        fleet.request(.prepareMove(move, for: .seconds(20)))
        fleet.hold()
        return fleet
    }

    /// The old primary ends, and `fra` is promoted.
    mutating func promote() {
        for index in shells.indices {
            shells[index].send(.linkLost(iad, .down(.endOfFile)))
            shells[index].miss(iad, .down(.endOfFile))
            shells[index].see(fra, primary(timeline: 4, started: 2))
            while !shells[index].pending.isEmpty { shells[index].finish() }
        }
    }

    var phases: [MoveReport.Phase?] { shells.map { $0.status?.move.phase } }
    var parts: [MoveReport.Part?] { shells.map { $0.status?.move.part } }
    var holds: [Bool] { shells.map { $0.status?.hold.since != nil } }
}
