import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import Testing

@testable import PointsmanAgent

@Suite("The names under which members are known")
struct MemberHostsTests {
    private static let id = MemberID(address: .v4(0x0A00_0001), port: 5432)

    @Test(
        "a member's own name is one that the operator has listed, or one below a name of the operator's",
        arguments: [
            (.hosts([]), .known("db-1.example.org"), "db-1.example.org"), (.hosts([]), .known("10.0.0.1"), nil),
            (.fly(app: "db"), .known("148e21dad76789"), "148e21dad76789.vm.db.internal"),
            (.fly(app: "db"), .unknown, nil),
            (.srv(name: "_postgresql._tcp.db.example.org"), .known("pg-0.db.example.org"), "pg-0.db.example.org"),
            (.srv(name: "_postgresql._tcp.DB.example.org."), .known("pg-0.db.example.org"), "pg-0.db.example.org"),
            (.srv(name: "_postgresql._tcp.db.example.org"), .known("pg-0.evil.example"), nil),
            (.srv(name: "_postgresql._tcp.db.example.org"), .known("evildb.example.org"), nil),
            (.srv(name: "_postgresql._tcp.org"), .known("anything.org"), nil),
            (.name(host: "db.example.org"), .none, nil), (.fixed([]), .none, nil),
        ] as [(DiscoveryChoice, MemberName, String?)])
    func ownName(choice: DiscoveryChoice, name: MemberName, expected: String?) {
        #expect(choice.ownName(of: Member(id: Self.id, name: name)) == expected)
    }

    @Test("a member's proven name takes the usual one's place until it is taken back, and is told once")
    func proven() async {
        await Reactor.run {
            let hosts = MemberHosts(.srv(name: "_pg._tcp.db.example.org"))
            hosts.know(.members([Member(id: Self.id, name: "pg-0.db.example.org")]))
            var changes = 0
            hosts.whenProven = { changes += 1 }
            #expect(hosts[Self.id] == nil)
            #expect(hosts.ownName(of: Self.id) == "pg-0.db.example.org")
            hosts.prove("pg-0.db.example.org", of: Self.id)
            hosts.prove("pg-0.db.example.org", of: Self.id)
            #expect(hosts[Self.id] == "pg-0.db.example.org")
            hosts.prove(nil, of: Self.id)
            #expect(hosts[Self.id] == nil)
            #expect(changes == 2)
        }
    }
}
