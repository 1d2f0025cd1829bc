import PointsmanCore
import Testing

@Suite("What an HA manager is asked for")
struct ManagerRuleTests {
    private typealias Node = ManagedCluster.Node

    private static let leader = Node(name: "one", role: .leader, host: "127.0.0.11", port: 5432)
    private static let replica = Node(name: "two", role: .replica, host: "127.0.0.12", port: 5432)

    private static func rule(
        _ nodes: [ManagedCluster.Node] = [leader, replica], isPaused: Bool = false, hasScheduled: Bool = false
    ) -> ManagerRule? {
        do throws(ManagerRule.Refusal) {
            let move = try ManagerRule.move(
                to: Member(id: fra), from: Member(id: iad),
                in: ManagedCluster(nodes, isPaused: isPaused, hasScheduled: hasScheduled))
            #expect(move == ManagedMove(leader: "one", candidate: "two"))
            return nil
        } catch {
            return error.rule
        }
    }

    private static func node(
        _ name: String, _ role: ManagedCluster.Role = .replica, host: String?, port: UInt16? = 5432,
        isRunning: Bool = true, takesNoLead: Bool = false
    ) -> ManagedCluster.Node {
        Node(name: name, role: role, isRunning: isRunning, host: host, port: port, takesNoLead: takesNoLead)
    }

    @Test("an HA manager is asked with its own names of the leader and the candidate")
    func names() {
        #expect(Self.rule() == nil)
        #expect(Self.rule([Self.leader, Self.node("two", host: "127.0.0.12", port: nil)]) == nil)
    }

    @Test("an HA manager that is paused, or has a switchover scheduled, is asked for nothing")
    func state() {
        #expect(Self.rule(isPaused: true) == .paused)
        #expect(Self.rule(hasScheduled: true) == .scheduled)
    }

    @Test("an HA manager is asked for nothing unless its leader is the primary that writes go to")
    func leaders() {
        #expect(Self.rule([Self.node("one", host: "127.0.0.11"), Self.replica]) == .leaderless)
        #expect(Self.rule([]) == .leaderless)
        #expect(Self.rule([Self.node("one", .standbyLeader, host: "127.0.0.11"), Self.replica]) == .standbyCluster)
        #expect(
            Self.rule([Self.node("one", host: "127.0.0.11"), Self.node("two", .leader, host: "127.0.0.12")])
                == .otherLeader)
    }

    @Test("an HA manager is asked for no member that it doesn't know, run, or let lead")
    func members() {
        #expect(Self.rule([Self.node("one", .leader, host: "127.0.0.21"), Self.replica]) == .unknownPrimary)
        #expect(
            Self.rule([Self.node("one", .leader, host: "127.0.0.11", port: 5433), Self.replica]) == .unknownPrimary)
        #expect(Self.rule([Self.leader]) == .unknownTarget)
        #expect(Self.rule([Self.leader, Self.node("two", host: nil)]) == .unknownTarget)
        #expect(Self.rule([Self.leader, Self.replica, Self.replica]) == .unknownTarget)
        #expect(Self.rule([Self.leader, Self.node("two", host: "127.0.0.12", takesNoLead: true)]) == .notEligible)
        #expect(Self.rule([Self.leader, Self.node("two", host: "127.0.0.12", isRunning: false)]) == .notRunning)
    }

    @Test(
        "an HA manager is asked for the best of several members that it lets lead, and refused with why none of them is"
    )
    func oneOf() throws {
        let (two, three) = (Member(id: fra), Member(id: ams))
        let best = Self.node("two", host: "127.0.0.12", takesNoLead: true)
        let other = Self.node("three", host: "127.0.0.13")
        let cluster = ManagedCluster([Self.leader, best, other])
        let found = try ManagerRule.move(toOneOf: [two, three], from: Member(id: iad), in: cluster)
        #expect(found.target.id == ams && found.move == ManagedMove(leader: "one", candidate: "three"))
        #expect(
            try ManagerRule.move(
                toOneOf: [three, two], from: Member(id: iad), in: ManagedCluster([Self.leader, Self.replica, other])
            ).target.id == ams)
        do throws(ManagerRule.Refusal) {
            _ = try ManagerRule.move(
                toOneOf: [two, three], from: Member(id: iad),
                in: ManagedCluster([Self.leader, best, Self.node("three", host: "127.0.0.13", isRunning: false)]))
            Issue.record("a member is asked for that Patroni doesn't let lead")
        } catch {
            #expect(error.rule == .notEligible)
            #expect(
                error.sentence == "\(fra) has Patroni's tag nofailover; Patroni says that \(ams) does not run")
        }
    }

    @Test("an HA manager is asked for a member that it knows by its host's name or by its own name")
    func hostNames() {
        let cluster = ManagedCluster([
            Self.node("one", .leader, host: "db-1.example.com"), Self.node("two", host: "db-2.example.com"),
        ])
        for names in [("db-1.example.com", "DB-2.example.com"), ("one", "two")] {
            let move = try? ManagerRule.move(
                to: Member(id: fra, name: .known(names.1)), from: Member(id: iad, name: .known(names.0)), in: cluster)
            #expect(move == ManagedMove(leader: "one", candidate: "two"), "\(names)")
        }
    }
}
