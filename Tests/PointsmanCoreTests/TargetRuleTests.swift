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
            _ = try TargetRule.targets(text, in: status(change), within: limit)
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
        "a target is a standby's address, with or without a port, or its region",
        arguments: ["127.0.0.12:5432", "127.0.0.12", "fra"])
    func named(text: String) throws {
        let found = try TargetRule.targets(text, in: Self.status(), within: .bytes(0))
        #expect(found.targets.map(\.id) == [fra])
        #expect(found.primary.id == iad)
    }

    @Test("a target is a standby's name or the name's first label", arguments: ["pg-1.lab.example", "pg-1", "PG-1"])
    func called(text: String) throws {
        let status = Self.status { shell in
            shell.send(
                .discovery(
                    .members([Member(id: iad, name: "pg-0.lab.example"), Member(id: fra, name: "pg-1.lab.example")])))
        }
        #expect(try TargetRule.targets(text, in: status, within: .bytes(0)).targets.map(\.id) == [fra])
    }

    @Test("a region as a target means its fit standbys, the one that is least behind first")
    func region() throws {
        let members = [(iad, "iad"), (fra, "eu"), (ams, "eu"), (lhr, "eu")]
        let status = Self.status { shell in
            shell.send(.discovery(.members(members.map { Member(id: $0.0, region: Region($0.1)) })))
            shell.see(fra, Self.behind(10))
            shell.see(ams, Self.behind(5))
            shell.miss(lhr, .silent(.deadline))
        }
        #expect(try TargetRule.targets("eu", in: status, within: .bytes(500)).targets.map(\.id) == [ams, fra])
        #expect(try TargetRule.targets("eu", in: status, within: .bytes(5)).targets.map(\.id) == [ams])
        do throws(TargetRule.Refusal) {
            _ = try TargetRule.targets("eu", in: status, within: .bytes(4))
            Issue.record("a region without a fit standby is a target")
        } catch {
            #expect(error.rule == .lagging)
            #expect(
                error.sentence
                    == "no member of region eu can take over: \(fra) is 10 bytes behind, more than max_replica_lag; "
                    + "\(ams) is 5 bytes behind, more than max_replica_lag; \(lhr) does not answer")
        }
    }

    @Test("the primary's own region is no target, although a standby there is fit")
    func primarysRegion() {
        let refusal = Self.refusal("eu") { shell in
            let members = [(iad, "eu"), (fra, "eu"), (ams, "us")]
            shell.send(.discovery(.members(members.map { Member(id: $0.0, region: Region($0.1)) })))
        }
        #expect(refusal?.rule == .primary)
        #expect(refusal?.sentence.contains("is in region eu already") == true)
    }

    @Test("a target that is no member and no region is refused, and the sentence lists those that there are")
    func unknown() {
        let refusal = Self.refusal("ord")
        #expect(refusal?.rule == .unknown)
        #expect(refusal?.sentence.contains("127.0.0.12:5432 fra") == true)
    }

    @Test("a target that is the primary, or the primary's region, is refused")
    func primaryItself() {
        #expect(Self.refusal("127.0.0.11")?.rule == .primary)
        #expect(Self.refusal("iad")?.rule == .primary)
    }

    @Test("a target that is another address of the primary's server is the primary")
    func sameServer() {
        #expect(Self.refusal("fra") { $0.see(fra, primary()) }?.rule == .primary)
    }

    @Test("a foreign, silent, writable or lagging target, or one of another timeline, is refused by its rule")
    func unfit() {
        #expect(
            Self.refusal("fra") { $0.see(fra, primary(cluster: SystemIdentifier(1), started: 9)) }?.rule == .foreign)
        #expect(Self.refusal("fra") { $0.miss(fra, .silent(.deadline)) }?.rule == .silent)
        #expect(Self.refusal("fra") { $0.see(fra, primary(timeline: 2, started: 9)) }?.rule == .notStandby)
        #expect(Self.refusal("fra") { $0.see(fra, standby(of: iad, timeline: 2)) }?.rule == .elsewhere)
        #expect(Self.refusal("fra") { $0.see(fra, Self.behind(501)) }?.rule == .lagging)
        #expect(Self.refusal("fra") { $0.see(fra, Self.behind(500)) } == nil)
    }

    @Test("a lagging target must tell for how long it lags if max_replica_lag is a time")
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

    @Test("no switchover begins without a primary, or while another one is under way")
    func moment() {
        #expect(Self.refusal("fra") { $0.miss(iad, .down(.endOfFile)) }?.rule == .noPrimary)
        var fleet = ScriptedFleet.prepared()
        fleet.deliver()
        for shell in fleet.shells {
            do throws(TargetRule.Refusal) {
                _ = try TargetRule.targets("fra", in: shell.status!, within: .bytes(500))
                Issue.record("a second move is begun")
            } catch {
                #expect(error.rule == .underWay)
            }
        }
    }
}
