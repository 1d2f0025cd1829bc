import PointsmanCore
import Testing

@Suite("Who may take over in a planned move")
struct TargetRuleTests {
    /// A fleet of one, whose members are seen by `change`.
    private static func status(
        _ change: (inout ScriptedShell) -> Void = { _ in }
    ) -> Status {
        var shell = ScriptedShell.settled()
        change(&shell)
        return shell.status!
    }

    private static func refusal(
        _ text: String, within limit: ReplicaLag = .bytes(500), _ change: (inout ScriptedShell) -> Void = { _ in }
    ) -> TargetRule.Refusal? {
        do throws(TargetRule.Refusal) {
            _ = try TargetRule.target(text, in: status(change), within: limit)
            return nil
        } catch {
            return error
        }
    }

    private static func behind(_ bytes: UInt64, staleness: Duration? = nil) -> ServerReport {
        var report = standby(of: iad)
        report.lsn = LSN(bytes: 1_000 - bytes)
        report.staleness = staleness
        return report
    }

    @Test(
        "a standby is meant by its address, with or without its port, and by its region",
        arguments: ["127.0.0.12:5432", "127.0.0.12", "fra"])
    func named(text: String) throws {
        let found = try TargetRule.target(text, in: Self.status(), within: .bytes(0))
        #expect(found.target.id == fra)
        #expect(found.primary.id == iad)
    }

    @Test("of a region's standbys the one that is least behind is taken, and none that is not fit")
    func region() throws {
        let members = [(iad, "iad"), (fra, "eu"), (ams, "eu"), (lhr, "eu")]
        let status = Self.status { shell in
            shell.send(.discovery(.members(members.map { Member(id: $0.0, region: Region($0.1)) })))
            shell.see(fra, Self.behind(10))
            shell.see(ams, Self.behind(5))
            shell.miss(lhr, .silent(.deadline))
        }
        #expect(try TargetRule.target("eu", in: status, within: .bytes(500)).target.id == ams)
        #expect(throws: TargetRule.Refusal.self) { try TargetRule.target("eu", in: status, within: .bytes(4)) }
    }

    @Test("one that is no member, or no region of one, is refused with those that there are")
    func unknown() {
        let refusal = Self.refusal("ord")
        #expect(refusal?.rule == .unknown)
        #expect(refusal?.sentence.contains("127.0.0.12:5432 fra") == true)
    }

    @Test("the primary itself, and the region that it is in, are refused")
    func primaryItself() {
        #expect(Self.refusal("127.0.0.11")?.rule == .primary)
        #expect(Self.refusal("iad")?.rule == .primary)
    }

    @Test("another way to the primary's own server is the primary")
    func sameServer() {
        #expect(Self.refusal("fra") { $0.see(fra, primary()) }?.rule == .primary)
    }

    @Test("a foreign, a silent, a writable, a lagging one and one of another timeline are each refused by their rule")
    func unfit() {
        #expect(
            Self.refusal("fra") { $0.see(fra, primary(cluster: SystemIdentifier(1), started: 9)) }?.rule == .foreign)
        #expect(Self.refusal("fra") { $0.miss(fra, .silent(.deadline)) }?.rule == .silent)
        #expect(Self.refusal("fra") { $0.see(fra, primary(timeline: 2, started: 9)) }?.rule == .notStandby)
        #expect(Self.refusal("fra") { $0.see(fra, standby(of: iad, timeline: 2)) }?.rule == .elsewhere)
        #expect(Self.refusal("fra") { $0.see(fra, Self.behind(501)) }?.rule == .lagging)
        #expect(Self.refusal("fra") { $0.see(fra, Self.behind(500)) } == nil)
    }

    @Test("where max_replica_lag is a time, one that is behind must tell for how long")
    func time() {
        #expect(Self.refusal("fra", within: .time(.seconds(5))) == nil)
        let cases: [(Duration?, TargetRule?)] = [(.seconds(5), nil), (.seconds(6), .lagging), (nil, .lagging)]
        for (staleness, rule) in cases {
            let refusal = Self.refusal("fra", within: .time(.seconds(5))) {
                $0.see(fra, Self.behind(1, staleness: staleness))
            }
            #expect(refusal?.rule == rule, "\(staleness.debugDescription)")
        }
    }

    @Test("nothing is begun without a primary, nor while a switchover is under way")
    func moment() {
        #expect(Self.refusal("fra") { $0.miss(iad, .down(.endOfFile)) }?.rule == .noPrimary)
        var fleet = ScriptedFleet.prepared()
        fleet.deliver()
        for shell in fleet.shells {
            do throws(TargetRule.Refusal) {
                _ = try TargetRule.target("fra", in: shell.status!, within: .bytes(500))
                Issue.record("a second move is begun")
            } catch {
                #expect(error.rule == .underWay)
            }
        }
    }
}
