import PointsmanCore
import Testing

@Suite("The discovery dialects srv, hosts, name and static")
struct DialectTests {
    @Test("SRV discovery makes each target a member at its record's port")
    func services() {
        let run = DialectRun(
            SRVDialect(name: "_pg._tcp.db"),
            zone: [
                "SRV _pg._tcp.db": .services([
                    Self.service("b.db", 2), Self.service("a.db", 1), Self.service("a.db", 3),
                ]),
                "AAAA a.db": addresses("fdaa::1"), "A a.db": .addresses([]), "A b.db": addresses("127.0.0.2"),
            ])
        #expect(run.asked == [["SRV _pg._tcp.db"], ["AAAA a.db", "A a.db", "AAAA b.db", "A b.db"]])
        #expect(run.lines == ["127.0.0.2:2 - b.db", "[fdaa::1]:1 - a.db", "[fdaa::1]:3 - a.db"])
    }

    @Test("SRV discovery does not look up a target that is empty, no name or has port 0")
    func targets() {
        let run = DialectRun(
            SRVDialect(name: "db"),
            zone: ["SRV db": .services([Self.service("", 1), Self.service("a\\046b", 1), Self.service("c", 0)])])
        #expect(run.asked == [["SRV db"]])
        #expect(run.failure == "127.0.0.53:53 was asked for SRV db: 3 records")
    }

    @Test("SRV discovery takes a literal address as a target, unless it is no host's")
    func literalTargets() {
        let targets = ["192.0.2.1", "0.0.0.0", "255.255.255.255", "224.0.0.1"]
        let run = DialectRun(
            SRVDialect(name: "db"),
            zone: ["SRV db": .services(targets.enumerated().map { Self.service($1, UInt16($0 + 1)) })])
        #expect(run.lines == ["192.0.2.1:1 - 192.0.2.1"])
    }

    @Test("SRV discovery without an answer or without addresses fails with what was asked")
    func failures() {
        #expect(
            DialectRun(SRVDialect(name: "db"), zone: [:]).failure
                == "127.0.0.53:53 was asked for SRV db: the name does not exist (NXDOMAIN)")
        let lost = DialectRun(SRVDialect(name: "db"), zone: ["SRV db": .services([Self.service("a", 1)])])
        #expect(
            lost.failure
                == "127.0.0.53:53 was asked for SRV db: one record; AAAA a: the name does not exist (NXDOMAIN); A a: the name does not exist (NXDOMAIN)"
        )
    }

    @Test("hosts discovery makes each address of each host a member, with the host's port and name")
    func hosts() {
        let run = DialectRun(
            HostsDialect([
                ListedHost(name: "b.db", port: 2), ListedHost(name: "a.db", port: 1),
                ListedHost(name: "192.0.2.1", port: 3),
                ListedHost(name: "a.db", port: 4),
            ]),
            zone: ["AAAA a.db": addresses("fdaa::1"), "A b.db": addresses("127.0.0.2", "127.0.0.3")])
        #expect(run.asked == [["AAAA b.db", "A b.db", "AAAA a.db", "A a.db"]])
        #expect(
            run.lines == [
                "127.0.0.2:2 - b.db", "127.0.0.3:2 - b.db", "192.0.2.1:3 - 192.0.2.1", "[fdaa::1]:1 - a.db",
                "[fdaa::1]:4 - a.db",
            ])
    }

    @Test("hosts discovery is partial while one host is not answered, and names it")
    func someHosts() {
        let dialect = HostsDialect([ListedHost(name: "a.db", port: 1), ListedHost(name: "b.db", port: 1)])
        let run = DialectRun(
            dialect,
            zone: [
                "A a.db": addresses("10.0.0.1"), "AAAA b.db": .failure("timed out"), "A b.db": .failure("timed out"),
            ])
        guard case .partial(let members, let reason) = run.result else {
            Issue.record("\(String(describing: run.result))")
            return
        }
        #expect(members.map(\.id.description) == ["10.0.0.1:1"])
        #expect(reason.contains("A b.db: timed out"))
        #expect(DialectRun(dialect, zone: [:]).failure?.contains("AAAA a.db") == true)
    }

    @Test("name discovery takes all addresses of both kinds, and one kind is enough")
    func name() {
        let dialect = NameDialect(host: "db.example", port: 5432)
        let both = DialectRun(
            dialect, zone: ["AAAA db.example": addresses("fdaa::1"), "A db.example": addresses("10.0.0.2", "10.0.0.1")])
        #expect(both.asked == [["AAAA db.example", "A db.example"]])
        #expect(both.lines == ["10.0.0.1:5432 - -", "10.0.0.2:5432 - -", "[fdaa::1]:5432 - -"])
        #expect(DialectRun(dialect, zone: ["A db.example": addresses("10.0.0.1")]).lines == ["10.0.0.1:5432 - -"])
        #expect(
            DialectRun(dialect, zone: ["A db.example": .addresses([])]).failure
                == "127.0.0.53:53 was asked for AAAA db.example: the name does not exist (NXDOMAIN); A db.example: an empty answer"
        )
    }

    @Test(
        "name discovery of a literal address or localhost asks no DNS",
        arguments: [("127.0.0.9", "127.0.0.9:1 - -"), ("fdaa::1", "[fdaa::1]:1 - -"), ("Localhost", "127.0.0.1:1 - -")])
    func literal(host: String, line: String) {
        let run = DialectRun(NameDialect(host: host, port: 1), zone: [:])
        #expect(run.asked == [])
        #expect(run.lines == [line])
    }

    @Test("static discovery returns the configured members once each")
    func fixed() {
        #expect(
            DialectRun(StaticDialect(members: [fra, iad, fra]), zone: [:]).lines
                == ["127.0.0.11:5432 - -", "127.0.0.12:5432 - -"])
        #expect(DialectRun(StaticDialect(members: []), zone: [:]).failure == "the list of members is empty")
    }

    @Test(
        "a member is excluded by address, address and port, or name",
        arguments: [
            (["127.0.0.11"], [fra]), (["127.0.0.12:5432"], [iad]), (["127.0.0.12:5433"], [iad, fra]), (["M1"], [fra]),
            (["::ffff:127.0.0.11"], [fra]), ([], [iad, fra]), (["m1.vm.db.internal"], [fra]),
        ])
    func exclusion(entries: [String], left: [MemberID]) {
        let found = DiscoveryResult.members([Member(id: iad, name: "m1"), Member(id: fra, name: "m2")])
        #expect(found.without(Exclusion(entries)).named?.members.map(\.id) == left)
    }

    @Test("a member with an unknown name is excluded by its address, and in doubt if exclude has names")
    func unknownName() {
        let member = Member(id: iad, name: .unknown)
        #expect(Exclusion(["m1"]).answer(on: member) == .unknown)
        #expect(Exclusion(["m1", "127.0.0.11"]).answer(on: member) == .excluded)
        #expect(Exclusion(["127.0.0.12", "127.0.0.12:5432"]).answer(on: member) == .allowed)
        #expect(Exclusion(["m1"]).answer(on: Member(id: iad)) == .allowed)
    }

    @Test("discovery fails if exclude leaves no member, and a failure stays one")
    func exclusionOfAll() {
        let exclusion = Exclusion(["127.0.0.11"])
        #expect(
            DiscoveryResult.members([Member(id: iad)]).without(exclusion)
                == .failure("the only member found is on the exclude list"))
        #expect(DiscoveryResult.failure("SERVFAIL").without(exclusion) == .failure("SERVFAIL"))
    }

    @Test("name discovery is partial if one kind of address fails, and says what came")
    func partialName() {
        let run = DialectRun(
            NameDialect(host: "db", port: 1), zone: ["A db": addresses("10.0.0.1"), "AAAA db": .failure("SERVFAIL")])
        #expect(
            run.result
                == .partial(
                    [Member(id: MemberID(address: .v4(0x0A00_0001), port: 1))],
                    "127.0.0.53:53 was asked for AAAA db: SERVFAIL; A db: one record"))
        let whole = DialectRun(
            NameDialect(host: "db", port: 1), zone: ["A db": addresses("10.0.0.1"), "AAAA db": .noSuchName])
        #expect(whole.result == .members([Member(id: MemberID(address: .v4(0x0A00_0001), port: 1))]))
    }

    @Test("SRV discovery is partial if one target fails")
    func partialService() {
        let run = DialectRun(
            SRVDialect(name: "db"),
            zone: [
                "SRV db": .services([Self.service("a", 1), Self.service("b", 2)]), "A a": addresses("10.0.0.1"),
                "AAAA a": .addresses([]), "A b": .failure("SERVFAIL"), "AAAA b": .addresses([]),
            ])
        #expect(
            run.result
                == .partial(
                    [Member(id: MemberID(address: .v4(0x0A00_0001), port: 1), name: "a")],
                    "127.0.0.53:53 was asked for SRV db: 2 records; AAAA b: an empty answer; A b: SERVFAIL"))
    }

    private static func service(_ target: String, _ port: UInt16) -> DNSService {
        DNSService(priority: 0, weight: 0, port: port, target: target)
    }
}

@Suite("The notice about Fly's proxy")
struct FlyProxyNoticeTests {
    private static let one = ServerIdentity(systemIdentifier: ours, startedMicroseconds: 1)
    private static let other = ServerIdentity(systemIdentifier: ours, startedMicroseconds: 2)

    @Test("Fly's proxy is noticed if several addresses at port 5432 answer as one server")
    func noticed() throws {
        let sentence = try #require(
            FlyProxyNotice.sentence(for: [(fra, Self.one), (ams, Self.other), (iad, Self.one)]))
        #expect(sentence.hasPrefix("127.0.0.11:5432, 127.0.0.12:5432 are one and the same server:"))
        #expect(sentence.hasSuffix("set member_port = 5433"))
    }

    @Test("Fly's proxy is not noticed if each address is a server of its own, or at another port")
    func members() {
        #expect(FlyProxyNotice.sentence(for: []) == nil)
        #expect(FlyProxyNotice.sentence(for: [(iad, Self.one), (iad, Self.one)]) == nil)
        #expect(FlyProxyNotice.sentence(for: [(iad, Self.one), (fra, Self.other)]) == nil)
        let direct = [iad, fra].map { MemberID(address: $0.address, port: 5433) }
        #expect(FlyProxyNotice.sentence(for: direct.map { ($0, Self.one) }) == nil)
    }
}
