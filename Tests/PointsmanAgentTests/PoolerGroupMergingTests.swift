import PointsmanCore
import Testing

@testable import PointsmanAgent

@Suite("What several PgBouncer processes are together")
struct PoolerGroupMergingTests {
    private typealias Database = PoolerSight.Database
    private static let member = MemberID(address: .v4(1), port: 5432)
    private static let other = MemberID(address: .v4(2), port: 5432)
    private static let full = Outcome.full(Fullness(.pool, "full", fencedConnections: 1))

    @Test(
        "an operation is done once it is done in all processes, and fails if it fails in one",
        arguments: [
            ([.done, .done], true, .done), ([.doneUnused, .doneUnused], true, .doneUnused),
            ([.doneUnused, .done], true, .done), ([.doneUnused], false, .done),
            ([full, .done], true, full), ([.done, full], true, full),
            ([full, .failed("no")], true, .failed("no")), ([.doneUnused, .failed("no")], true, .failed("no")),
        ] as [([Outcome], Bool, Outcome)])
    func outcome(outcomes: [Outcome], isWhole: Bool, expected: Outcome) {
        #expect(Outcome(of: outcomes, isWhole: isWhole) == expected)
    }

    @Test(
        "processes that lead to different members, or of which one holds clients, are no pooler that is as it was left",
        arguments: [
            ([.up(holdsWrites: false, leadsTo: member), .up(holdsWrites: false, leadsTo: member)], false, member),
            ([.up(holdsWrites: true, leadsTo: member), .up(holdsWrites: false, leadsTo: member)], true, member),
            ([.up(holdsWrites: false, leadsTo: member), .up(holdsWrites: false, leadsTo: other)], false, nil),
            ([.up(holdsWrites: false, leadsTo: nil), .up(holdsWrites: false, leadsTo: other)], false, nil),
            ([.up(holdsWrites: false, leadsTo: other), .down("gone")], false, other),
        ] as [([PoolerState], Bool, MemberID?)])
    func state(states: [PoolerState], holdsWrites: Bool, leadsTo: MemberID?) {
        #expect(PoolerState(of: states) == .up(holdsWrites: holdsWrites, leadsTo: leadsTo))
    }

    @Test("the shares of processes add up, and are unknown if one of them is")
    func share() {
        func up(_ share: Int?) -> PoolerState { .up(holdsWrites: false, leadsTo: Self.member, share: share) }
        #expect(PoolerState(of: [up(5), up(5)]) == up(10))
        #expect(PoolerState(of: [up(5), up(nil)]) == up(nil))
    }

    @Test("a look at several processes shows the databases of all, and the worst of their round trips")
    func sight() {
        let identity = ServerIdentity(systemIdentifier: SystemIdentifier(1), startedMicroseconds: 1)
        let first = PoolerSight(
            console: .shows([Database(name: "app of process 1", carriesWrites: true)]),
            canary: .reached(identity, isInRecovery: false))
        var second = PoolerSight(
            console: .shows([Database(name: "app of process 2", carriesWrites: true, isPaused: true)]), file: .outdated,
            canary: .notSent)
        var both = PoolerSight(of: [first, second])
        #expect(
            both.console
                == .shows([
                    .init(name: "app of process 1", carriesWrites: true),
                    .init(name: "app of process 2", carriesWrites: true, isPaused: true),
                ]))
        #expect(both.file == .outdated)
        #expect(both.canary == .notSent)
        second.canary = .failed("no answer")
        second.console = .silent("process 2")
        both = PoolerSight(of: [first, second])
        #expect(both.canary == .failed("no answer"))
        #expect(both.console == .silent("process 2"))
    }
}
