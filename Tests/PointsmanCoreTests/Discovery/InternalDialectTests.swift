import PointsmanCore
import Testing

@Suite("Discovery of names under .internal")
struct InternalDialectTests {
    private static let fly: [String: DNSAnswer] = [
        "AAAA db.internal": addresses("fdaa::1", "fdaa::2"), "A db.internal": .addresses([]),
        "TXT regions.db.internal": .texts(["iad"]), "TXT vms.db.internal": .texts(["m1 iad"]),
        "AAAA iad.db.internal": addresses("fdaa::1", "fdaa::2"), "AAAA m1.vm.db.internal": addresses("fdaa::1"),
    ]

    @Test("a name under .internal is Fly's app if its zone names regions or machines, wherever the agent runs")
    func zoneOfFly() {
        for host in ["db.internal", "iad.db.internal", "top1.nearest.of.db.internal"] {
            let run = Self.run(host, zone: Self.fly)
            #expect(run.lines == ["[fdaa::1]:5 iad m1", "[fdaa::2]:5 iad -"])
            #expect(run.reason?.contains("is read as Fly.io's app db: TXT regions.db.internal") == true)
        }
    }

    @Test("a name under .internal is Fly's app on Fly even if its zone names no machines")
    func onFly() {
        let zone = Self.fly.filter { !$0.key.hasPrefix("TXT") }
        #expect(
            Self.run("db.internal", isOnFly: true, zone: zone).reason?.hasSuffix("this instance runs on Fly.io") == true
        )
        #expect(Self.run("db.internal", isOnFly: true, zone: zone).lines.count == 2)
        let failure = Self.run("db.internal", isOnFly: true, zone: [:]).failure
        #expect(failure == "127.0.0.53:53 was asked for AAAA db.internal: the name does not exist (NXDOMAIN)")
    }

    @Test(
        "a name under .internal with A records and without Fly's texts is a plain name",
        arguments: [
            ("host.docker.internal", "docker"), ("ip-10-0-0-5.ec2.internal", "ec2"),
            ("ip-10-0-0-5.eu-west-1.compute.internal", "compute"), ("db.europe-west1-b.c.shop.internal", "shop"),
            ("db.internal", "db"), ("DB.Corp.internal.", "corp"),
        ], [true, false])
    func plain(host: (name: String, app: String), isOnFly: Bool) {
        let name = DNSQuestion(.a, host.name).name
        let run = Self.run(
            host.name, isOnFly: isOnFly, zone: ["A \(name)": addresses("10.0.0.5"), "AAAA \(name)": .addresses([])])
        #expect(run.lines == ["10.0.0.5:5 - -"])
        #expect(
            run.reason
                == "\(name) is read as a plain name, all of whose addresses are members: it has an A record, and Fly.io's zone has none"
        )
    }

    @Test("a name under .internal with IPv6 only is a plain name if nothing speaks for Fly")
    func plainV6() {
        let run = Self.run("db.corp.internal", zone: ["AAAA db.corp.internal": addresses("fd00::1")])
        #expect(run.lines == ["[fd00::1]:5 - -"])
        #expect(run.reason?.contains("the zone has no TXT regions.corp.internal") == true)
    }

    @Test("a name under .internal is a plain name if its zone answers every TXT with other words")
    func wildcard() {
        let words: DNSAnswer = .texts(["hello"])
        let run = Self.run(
            "db.corp.internal",
            zone: [
                "TXT regions.corp.internal": words, "TXT vms.corp.internal": words,
                "A db.corp.internal": addresses("10.0.0.5"),
            ])
        #expect(run.lines == ["10.0.0.5:5 - -"])
    }

    @Test("a name under .internal in the hosts file is taken from there without DNS")
    func hostsFile() {
        let rules = NameRules(
            steps: [.init(.files), .init(.dns)], hosts: ["host.docker.internal": [.v4(0xC0A8_4101)]])
        let run = Self.run("host.docker.internal", zone: Self.fly, by: rules)
        #expect(run.asked == [])
        #expect(run.lines == ["192.168.65.1:5 - -"])
        #expect(run.reason?.hasSuffix("it is a line of the hosts file") == true)
    }

    @Test("a name under .internal whose texts get no answer is partial, with members of unknown names")
    func open() {
        let silent: [String: DNSAnswer] = [
            "TXT regions.db.internal": .failure("no answer"), "TXT vms.db.internal": .serverFailure("SERVFAIL"),
            "AAAA db.internal": addresses("fdaa::1"), "A db.internal": .addresses([]),
        ]
        let run = Self.run("db.internal", zone: silent)
        guard case .partial(let members, let reason) = run.result else { return #expect(run.result == nil) }
        #expect(members == [Member(id: MemberID(address: IPAddress("fdaa::1")!, port: 5), name: .unknown)])
        #expect(reason.contains("TXT regions.db.internal: no answer"))
        #expect(run.reason == nil)
    }

    @Test("a member under .internal excluded by name stays out while DNS tells no names")
    func exclusion() {
        let zone = Self.fly.merging([
            "TXT vms.db.internal": .texts(["m1 iad,m2 iad"]), "AAAA m2.vm.db.internal": addresses("fdaa::2"),
        ]) { $1 }
        // The same zone, of which the texts are gone: it looks like a plain name then.
        let bare = zone.filter { !$0.key.hasPrefix("TXT") }
        var directory = MemberDirectory(Exclusion(["m1"]))
        for answers in [zone, bare] {
            directory.take(Self.run("db.internal", zone: answers).result!)
            #expect(directory.members.map(\.id.description) == ["[fdaa::2]:5"])
        }
        var fresh = MemberDirectory(Exclusion(["m1"]))
        fresh.take(Self.run("db.internal", zone: bare).result!)
        #expect(fresh.members.isEmpty)
    }

    @Test("an unknown name under .internal fails with all that was asked")
    func nowhere() throws {
        let failure = try #require(Self.run("db.corp.internal", zone: [:]).failure)
        for question in ["AAAA db.corp.internal", "A db.corp.internal", "AAAA corp.internal", "TXT vms.corp.internal"] {
            #expect(failure.contains("\(question): the name does not exist"), "\(failure)")
        }
    }

    private static func run(
        _ host: String, isOnFly: Bool = false, zone: [String: DNSAnswer], by rules: NameRules = .complete
    ) -> DialectRun {
        DialectRun(
            InternalDialect(host: host, app: FlyDialect.app(ofHost: host)!, port: 5, isOnFly: isOnFly), zone: zone,
            by: rules)
    }
}
