import PointsmanScenarios
import Testing

@Suite("The drills, as data")
struct ScenarioTests {
    @Test("each has a name of its own")
    func names() {
        #expect(Set(Scenario.all.map(\.name)).count == Scenario.all.count)
    }

    @Test("each begins with writes that nothing disturbs", arguments: Scenario.all)
    func beginning(scenario: Scenario) {
        #expect(scenario.steps.first == .write(.milliseconds(1500)))
    }

    @Test("whoever is made the primary is waited for, so that no move is left open", arguments: Scenario.all)
    func moves(scenario: Scenario) {
        var isOpen = false
        for step in scenario.steps {
            switch step {
            case .promote, .start, .measure: isOpen = true
            case .untilBack:
                #expect(isOpen)
                isOpen = false
            default: break
            }
        }
        #expect(!isOpen)
    }

    @Test("what is cut, frozen or taken away is there again before the drill ends", arguments: Scenario.all)
    func repair(scenario: Scenario) {
        let steps = scenario.steps
        let cuts = steps.contains { if case .cut = $0 { true } else { false } }
        #expect(!cuts || steps.contains(.mend))
        #expect(steps.contains(.freeze(.primary)) == steps.contains(.thaw(.primary)))
        #expect(steps.contains(.killResolver) == steps.contains(.startResolver))
        #expect(steps.contains(.freezePooler) == steps.contains(.thawPooler))
        #expect(steps.contains(.killAgent) == steps.contains(.startAgent))
        #expect(steps.contains(.fillDisk) == steps.contains(.freeDisk))
    }

    @Test("only partitions need namespaces", arguments: Scenario.all)
    func needs(scenario: Scenario) {
        let isPartition = scenario.name.hasPrefix("partition") || scenario.name == "region-loss"
        #expect(scenario.needsRegions == isPartition)
    }

    @Test("a partition one way loses what the primary sends, and nothing that it is sent")
    func oneWay() {
        let cuts = Scenario.partition(isOneWay: true).cuts
        #expect(cuts.count == 4)
        #expect(cuts.allSatisfy { $0.from == .server(.primary) })
    }

    @Test("a primary that is cut from its standbys still has the agent, and the other way round")
    func partial() {
        let standbys = Scenario.partition(from: .standbys).cuts
        #expect(standbys.count == 4)
        #expect(!standbys.contains { $0.from == .agent || $0.to == .agent })
        let agent = Scenario.partition(from: .agent).cuts
        #expect(
            Set(agent) == [
                .init(from: .server(.primary), to: .agent), .init(from: .agent, to: .server(.primary)),
            ])
    }

    @Test("only a split brain may lose acknowledged writes, and only those of the side that is ended")
    func losses() {
        for scenario in Scenario.all {
            let isSplit = scenario.name.hasPrefix("split-brain")
            let ended: Scenario.Server = scenario.name.contains("--losing") ? .candidate : .other
            #expect(scenario.expectation.loser == (isSplit ? ended : nil))
        }
    }

    @Test("all but holds and a restart in place are drilled with a standby that commits wait for")
    func synchronous() {
        #expect(
            Scenario.all.filter { !$0.isSynchronous }.map(\.name)
                == ["hold", "hold --by hang", Scenario.flap.name, Scenario.flap(times: 5).name])
    }
}

extension Scenario {
    fileprivate var cuts: [Cut] {
        steps.flatMap { if case .cut(let cuts) = $0 { cuts } else { [Cut]() } }
    }
}
