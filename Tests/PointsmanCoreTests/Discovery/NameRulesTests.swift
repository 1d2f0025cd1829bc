import PointsmanCore
import Testing

@Suite("Host names, looked up as the C library does")
struct NameRulesTests {
    private static let kubernetes = NameRules(
        steps: [.init(.files), .init(.dns)],
        search: ["default.svc.cluster.local", "svc.cluster.local", "cluster.local"], dots: 5)

    @Test(
        "a host name is completed by each search domain, before or after itself by its dots",
        arguments: [
            ("pg-rw.default", 5, ["pg-rw.default.one", "pg-rw.default.two", "pg-rw.default"]),
            ("pg-rw.default", 1, ["pg-rw.default", "pg-rw.default.one", "pg-rw.default.two"]),
            ("PG", 1, ["pg.one", "pg.two", "pg"]), ("pg", 0, ["pg", "pg.one", "pg.two"]), ("pg.", 5, ["pg"]),
            ("a.b.", 0, ["a.b"]),
        ])
    func candidates(host: String, dots: Int, names: [String]) {
        let rules = NameRules(search: ["one", "two"], dots: dots)
        #expect(rules.candidates(for: host).map(\.name) == names)
    }

    @Test("odd search lists add the plain name once, no single label if forbidden, and no name too long")
    func oddLists() {
        #expect(NameRules(search: ["", "one"]).candidates(for: "pg").map(\.name) == ["pg", "pg.one"])
        #expect(NameRules(search: ["", "one"]).candidates(for: "a.b").map(\.name) == ["a.b", "a.b.one"])
        let strict = NameRules(search: ["one"], dots: 2, asksSingleLabels: false)
        #expect(strict.candidates(for: "pg").map(\.name) == ["pg.one"])
        #expect(strict.candidates(for: "a.b").map(\.name) == ["a.b.one", "a.b"])
        let long = Array(repeating: String(repeating: "n", count: 60), count: 4).joined(separator: ".")
        #expect(
            NameRules(search: [long, "one"], dots: 9).candidates(for: "a.example.test").map(\.name) == [
                "a.example.test"
            ])
    }

    @Test("name discovery takes the first completed name with any address, and only its addresses")
    func first() {
        let dialect = NameDialect(host: "pg-rw.default", port: 1)
        let zone = [
            "AAAA pg-rw.default.default.svc.cluster.local": DNSAnswer.addresses([]),
            "A pg-rw.default.svc.cluster.local": addresses("10.0.0.1"),
            "AAAA pg-rw.default.cluster.local": addresses("fdaa::9"), "A pg-rw.default": addresses("10.0.0.9"),
        ]
        let run = DialectRun(dialect, zone: zone, by: Self.kubernetes)
        #expect(run.lines == ["10.0.0.1:1 - -"])
        #expect(run.reason == "pg-rw.default is pg-rw.default.svc.cluster.local, by the search list of resolv.conf")
        #expect(run.asked.count == 2)
        #expect(DialectRun(dialect, zone: zone).lines == ["10.0.0.9:1 - -"])
    }

    @Test("name discovery that finds nothing fails with every name that was asked")
    func nowhere() throws {
        let run = DialectRun(NameDialect(host: "pg", port: 1), zone: [:], by: NameRules(search: ["one"]))
        let failure = try #require(run.failure)
        for name in ["AAAA pg.one: ", "A pg.one: ", "AAAA pg: ", "A pg: "] {
            #expect(failure.contains(name), "\(failure)")
        }
    }

    @Test(
        "name discovery goes on after SERVFAIL, and after silence or REFUSED asks only the name itself",
        arguments: [
            (.serverFailure("SERVFAIL"), "10.0.0.2:1 - -"), (.noSuchName, "10.0.0.2:1 - -"),
            (.refused("REFUSED"), "10.0.0.3:1 - -"), (.failure("no answer"), "10.0.0.3:1 - -"),
        ] as [(DNSAnswer, String)])
    func failures(answer: DNSAnswer, line: String) {
        let zone = [
            "AAAA pg.one": answer, "A pg.one": answer, "A pg.two": addresses("10.0.0.2"), "A pg": addresses("10.0.0.3"),
        ]
        #expect(
            DialectRun(NameDialect(host: "pg", port: 1), zone: zone, by: NameRules(search: ["one", "two"])).lines == [
                line
            ])
    }

    @Test("name discovery of a dotted name uses the search list after REFUSED or SERVFAIL, not after silence")
    func asWritten() {
        let rules = NameRules(search: ["one"])
        func run(_ answer: DNSAnswer) -> DialectRun {
            DialectRun(
                NameDialect(host: "a.b", port: 1),
                zone: ["AAAA a.b": answer, "A a.b": answer, "A a.b.one": addresses("10.0.0.1")], by: rules)
        }
        #expect(run(.refused("REFUSED")).lines == ["10.0.0.1:1 - -"])
        #expect(run(.serverFailure("SERVFAIL")).lines == ["10.0.0.1:1 - -"])
        #expect(run(.failure("no answer")).failure?.contains("AAAA a.b: no answer; A a.b: no answer") == true)
    }

    @Test("name discovery of a completed name is partial if one kind of address fails")
    func half() {
        let run = DialectRun(
            NameDialect(host: "pg", port: 1),
            zone: ["AAAA pg.one": .serverFailure("SERVFAIL"), "A pg.one": addresses("10.0.0.1")],
            by: NameRules(search: ["one"]))
        guard case .partial(let members, let reason) = run.result else { return #expect(run.result == nil) }
        #expect(members.map(\.id.description) == ["10.0.0.1:1"])
        #expect(reason.contains("AAAA pg.one: SERVFAIL"))
    }

    @Test("name discovery uses the hosts file before, after or without DNS, as nsswitch.conf says")
    func sources() {
        func run(_ steps: [NameRules.Step], _ host: String = "db") -> DialectRun {
            DialectRun(
                NameDialect(host: host, port: 1),
                zone: ["A db": addresses("10.0.0.1"), "A only": addresses("10.0.0.3")],
                by: NameRules(steps: steps, hosts: ["db": [.v4(0x0A00_0002)], "file": [.v4(0x0A00_0004)]]))
        }
        #expect(run([.init(.files), .init(.dns)]).lines == ["10.0.0.2:1 - -"])
        #expect(run([.init(.files), .init(.dns)]).asked == [])
        #expect(run([.init(.files), .init(.dns)], "DB").reason == "DB is a line of the hosts file")
        #expect(run([.init(.files), .init(.dns)], "only").lines == ["10.0.0.3:1 - -"])
        #expect(run([.init(.files, isLast: true), .init(.dns)], "only").lines == [])
        #expect(run([.init(.dns), .init(.files)]).lines == ["10.0.0.1:1 - -"])
        #expect(run([.init(.dns), .init(.files)], "file").lines == ["10.0.0.4:1 - -"])
        #expect(run([.init(.dns, isLast: true), .init(.files)], "file").lines == [])
        #expect(run([.init(.dns)]).lines == ["10.0.0.1:1 - -"])
        #expect(run([.init(.files)], "db.").lines == [])
        #expect(
            run([.init(.files)], "only").failure
                == "the hosts file has no line for only, and nsswitch.conf has no other source for hosts")
    }

    @Test("name discovery leaves IPv6 out if resolv.conf says no-aaaa")
    func noV6() {
        let zone = ["A db": addresses("10.0.0.1"), "AAAA db": addresses("fdaa::1")]
        let run = DialectRun(NameDialect(host: "db", port: 1), zone: zone, by: NameRules(asksForV6: false))
        #expect(run.asked == [["A db"]])
        #expect(run.lines == ["10.0.0.1:1 - -"])
    }

    @Test("SRV discovery completes its short name but not its targets")
    func service() {
        let run = DialectRun(
            SRVDialect(name: "_pg._tcp.db"),
            zone: [
                "SRV _pg._tcp.db.two": .services([DNSService(priority: 0, weight: 0, port: 7, target: "a")]),
                "A a": addresses("10.0.0.1"), "A a.two": addresses("10.0.0.2"),
            ], by: NameRules(search: ["one", "two"], dots: 5))
        #expect(run.lines == ["10.0.0.1:7 - a"])
        #expect(run.reason == "_pg._tcp.db is _pg._tcp.db.two, by the search list of resolv.conf")
    }
}
