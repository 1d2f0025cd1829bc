import PointsmanCore
import Testing

@Suite("Members by Patroni's word")
struct PatroniDialectTests {
    private static let places = [ListedHost(name: "192.0.2.1", port: 8008), ListedHost(name: "db-2", port: 8009)]
    private static let zone: [String: DNSAnswer] = [
        "A db-2": addresses("192.0.2.2"), "AAAA db-2": .addresses([]), "A db-3.example": addresses("192.0.2.3"),
        "AAAA db-3.example": addresses("fdaa::3"),
    ]

    private static func node(
        _ name: String, _ host: String?, port: UInt16? = 5432, takesNoReads: Bool = false, region: String? = nil
    ) -> ManagedCluster.Node {
        ManagedCluster.Node(
            name: name, role: .replica, host: host, port: port, takesNoReads: takesNoReads,
            region: region.flatMap { Region($0) })
    }

    private static func run(_ managers: [String: ManagerAnswer], zone: [String: DNSAnswer] = zone) -> DialectRun {
        DialectRun(PatroniDialect(places), zone: zone, managers: managers)
    }

    @Test("Patroni discovery asks all places at once, and the first in their order that answers counts")
    func order() {
        let one = ManagedCluster([Self.node("one", "192.0.2.1")]), two = ManagedCluster([Self.node("two", "192.0.2.2")])
        let run = Self.run(["192.0.2.1:8008": .cluster(one), "192.0.2.2:8009": .cluster(two)])
        #expect(run.asked == [["AAAA db-2", "A db-2"], ["192.0.2.1:8008", "192.0.2.2:8009"]])
        #expect(run.lines == ["192.0.2.1:5432 - one"])
        #expect(Self.run(["192.0.2.2:8009": .cluster(two)]).lines == ["192.0.2.2:5432 - two"])
    }

    @Test("a Patroni node is a member by each address of its host, with name, region and tags")
    func nodes() throws {
        let cluster = ManagedCluster([
            Self.node("one", "192.0.2.1", port: 15432, region: "iad"),
            Self.node("three", "db-3.example", port: nil, takesNoReads: true), Self.node("new", nil),
        ])
        let run = Self.run(["192.0.2.1:8008": .cluster(cluster)])
        #expect(run.lines == ["192.0.2.1:15432 iad one", "192.0.2.3:5432 - three", "[fdaa::3]:5432 - three"])
        guard case .members(let members)? = run.result else {
            Issue.record("no members")
            return
        }
        #expect(members.map(\.takesReads) == [true, false, false])
        #expect(members.map(\.host) == [nil, "db-3.example", "db-3.example"])
    }

    @Test("no answer from Patroni is a failure that takes no member away and names the places")
    func failure() {
        let run = Self.run(["192.0.2.2:8009": .failure("did not answer in time")])
        #expect(
            run.failure
                == "Patroni was asked for its members; 192.0.2.1:8008: Connection refused; 192.0.2.2:8009: did not answer in time"
        )
    }

    @Test("a node whose host has no address leaves the round partial")
    func partial() {
        let cluster = ManagedCluster([Self.node("one", "192.0.2.1"), Self.node("lost", "db-9.example")])
        guard case .partial(let members, let reason)? = Self.run(["192.0.2.1:8008": .cluster(cluster)]).result else {
            Issue.record("not partial")
            return
        }
        #expect(members.map(\.name) == ["one"])
        #expect(reason.contains("A db-9.example: the name does not exist"))
    }

    @Test(
        "a node whose host can't be read leaves the round partial and is named, unlike one that has not said its host yet"
    )
    func strange() {
        let strange = ManagedCluster.Node(name: "two", role: .replica, host: nil, strangeHost: "\"a b\"", port: 5432)
        func result(_ nodes: ManagedCluster.Node...) -> DiscoveryResult? {
            Self.run(["192.0.2.1:8008": .cluster(ManagedCluster(nodes))]).result
        }
        let sentence = "Patroni at 192.0.2.1:8008: the host of two is \"a b\", which is no name and no address"
        let one = Member(id: MemberID(address: .v4(0xC000_0201), port: 5432), name: "one")
        #expect(result(Self.node("one", "192.0.2.1"), strange) == .partial([one], sentence))
        #expect(result(Self.node("one", "192.0.2.1"), Self.node("new", nil)) == .members([one]))
        #expect(result(strange) == .failure(sentence))
    }

    @Test("a cluster without any member that can be dialled is a failure")
    func empty() {
        for cluster in [ManagedCluster([]), ManagedCluster([Self.node("new", nil)])] {
            let run = Self.run(["192.0.2.1:8008": .cluster(cluster)])
            #expect(run.failure == "Patroni at 192.0.2.1:8008 names no member with an address")
        }
    }
}
