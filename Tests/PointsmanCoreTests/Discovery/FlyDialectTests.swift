import PointsmanCore
import Testing

@Suite("The discovery dialect fly")
struct FlyDialectTests {
    private static let zone: [String: DNSAnswer] = [
        "AAAA db.internal": addresses("fdaa::2", "fdaa::1"), "TXT regions.db.internal": .texts(["iad,fra"]),
        "TXT vms.db.internal": .texts(["m1 iad,m2 fra"]), "AAAA iad.db.internal": addresses("fdaa::1"),
        "AAAA fra.db.internal": addresses("fdaa::2"), "AAAA m1.vm.db.internal": addresses("fdaa::1"),
        "AAAA m2.vm.db.internal": addresses("fdaa::2"),
    ]

    @Test("Fly discovery asks in two rounds and gives members their regions and names")
    func whole() {
        let run = Self.run([:])
        #expect(
            run.asked == [
                ["AAAA db.internal", "TXT regions.db.internal", "TXT vms.db.internal"],
                [
                    "AAAA iad.db.internal", "AAAA fra.db.internal", "AAAA m1.vm.db.internal", "AAAA m2.vm.db.internal",
                ],
            ])
        #expect(run.lines == ["[fdaa::1]:5433 iad m1", "[fdaa::2]:5433 fra m2"])
    }

    @Test("members of Fly's zone are known to run on Fly, and those of a plain name are not", arguments: [true, false])
    func platform(isFly: Bool) throws {
        var zone = Self.zone
        if !isFly { for name in ["regions", "vms"] { zone["TXT \(name).db.internal"] = .noSuchName } }
        let dialect = InternalDialect(host: "db.internal", app: "db", port: 5432, isOnFly: false)
        let result = try #require(DialectRun(dialect, zone: zone).result)
        #expect(result.named?.members.map(\.isOnFly) == (isFly ? [true, true] : [nil, nil]))
    }

    @Test("answers of very many addresses are put together in time proportional to them")
    func many() {
        func time(_ count: UInt64) -> Duration {
            var zone = Self.zone
            let regions = ["iad", "fra", "ams", "lhr"]
            zone["TXT regions.db.internal"] = .texts([regions.joined(separator: ",")])
            for (index, region) in regions.enumerated() {
                zone["AAAA \(region).db.internal"] = .addresses(
                    (0..<count).map { .v6(high: UInt64(index) + 1, low: $0) })
            }
            return ContinuousClock().measure { #expect(Self.run(zone).result?.named?.members.count == 64) }
        }
        let times = [1_000, 4_000].map { count in (0..<3).map { _ in time(count) }.min() ?? .zero }
        #expect(times[1] < max(times[0], .milliseconds(5)) * 8, "\(times)")
    }

    struct Case: Sendable {
        var name: String
        var changes: [String: DNSAnswer]
        var lines: [String]
    }

    @Test(
        "Fly discovery does without regions and names that DNS does not tell",
        arguments: [
            Case(
                name: "both texts fail: no regions, no names",
                changes: [
                    "TXT regions.db.internal": .failure("SERVFAIL"), "TXT vms.db.internal": .failure("SERVFAIL"),
                ],
                lines: ["[fdaa::1]:5433 - -", "[fdaa::2]:5433 - -"]),
            Case(
                name: "the list of regions fails: the machines' list has them",
                changes: ["TXT regions.db.internal": .failure("SERVFAIL")],
                lines: ["[fdaa::1]:5433 iad m1", "[fdaa::2]:5433 fra m2"]),
            Case(
                name: "a region's addresses fail: its machine says where it is",
                changes: ["AAAA iad.db.internal": .failure("no answer")],
                lines: ["[fdaa::1]:5433 iad m1", "[fdaa::2]:5433 fra m2"]),
            Case(
                name: "the machines' list is empty: no names",
                changes: ["TXT vms.db.internal": .texts([])],
                lines: ["[fdaa::1]:5433 iad -", "[fdaa::2]:5433 fra -"]),
            Case(
                name: "a member that only its region's name has counts",
                changes: ["AAAA fra.db.internal": addresses("fdaa::2", "fdaa::3")],
                lines: ["[fdaa::1]:5433 iad m1", "[fdaa::2]:5433 fra m2", "[fdaa::3]:5433 fra -"]),
            Case(
                name: "an address given twice is one member",
                changes: ["AAAA db.internal": addresses("fdaa::1", "fdaa::1", "fdaa::2")],
                lines: ["[fdaa::1]:5433 iad m1", "[fdaa::2]:5433 fra m2"]),
            Case(
                name: "semicolons, blanks, several records and junk",
                changes: [
                    "TXT regions.db.internal": .texts([" fra ;;IAD,a b,-x", "'; DROP TABLE,iad"]),
                    "TXT vms.db.internal": .texts([",m1   iad ; m2\tfra,m3,m4 IAD,../x iad,a.b iad,"]),
                ],
                lines: ["[fdaa::1]:5433 iad m1", "[fdaa::2]:5433 fra m2"]),
        ])
    func partial(example: Case) {
        #expect(Self.run(example.changes).lines == example.lines, "\(example.name)")
    }

    @Test("Fly discovery never puts malformed words from DNS into a question")
    func junk() {
        let run = Self.run([
            "TXT regions.db.internal": .texts(["iad,evil.example,x y,_a"]),
            "TXT vms.db.internal": .texts(["a.b iad,m1 iad,-m iad,M iad"]),
        ])
        #expect(run.asked.last == ["AAAA iad.db.internal", "AAAA m1.vm.db.internal"])
    }

    @Test("Fly discovery asks for at most 64 regions and 64 machines, and takes at most 64 members")
    func bounds() {
        let many = (0..<500).map { "r\($0)" }
        let run = Self.run([
            "AAAA db.internal": .addresses((1...500).map { .v4(0x7F00_0000 + $0) }),
            "TXT regions.db.internal": .texts([many.joined(separator: ",")]),
            "TXT vms.db.internal": .texts([many.map { "m\($0) \($0)" }.joined(separator: ",")]),
        ])
        #expect(run.asked.last?.count == 128)
        #expect(run.lines.count == 64)
    }

    @Test(
        "Fly discovery fails without the app's own addresses",
        arguments: [
            (DNSAnswer.failure("SERVFAIL"), "127.0.0.53:53 was asked for AAAA db.internal: SERVFAIL"),
            (.addresses([]), "127.0.0.53:53 was asked for AAAA db.internal: an empty answer"),
        ])
    func failure(answer: DNSAnswer, sentence: String) {
        let run = Self.run(["AAAA db.internal": answer])
        #expect(run.failure == sentence)
        #expect(run.asked.count == 1)
    }

    @Test(
        "Fly's app is found in the URL's host",
        arguments: [
            ("db.internal", "db"), ("DB.Internal.", "db"), ("db.flycast", "db"), ("iad.db.internal", "db"),
            ("top1.nearest.of.viral-engine-db.internal", "viral-engine-db"), ("148e21dad76789.vm.db.internal", "db"),
            ("primary.role.kv._metadata.db.internal", "db"), ("internal", nil), ("", nil), (".internal", nil),
            ("_apps.internal", nil), ("iad.db.flycast", nil), ("db.example.com", nil), ("db.internal.example", nil),
            ("127.0.0.1", nil), ("a;b.internal", nil), ("-db.internal", nil),
        ])
    func app(host: String, app: String?) {
        #expect(FlyDialect.app(ofHost: host) == app)
    }

    private static func run(_ changes: [String: DNSAnswer]) -> DialectRun {
        DialectRun(FlyDialect(app: "db", port: 5433), zone: zone.merging(changes) { $1 })
    }
}
