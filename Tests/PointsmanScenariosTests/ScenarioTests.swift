import PointsmanScenarios
import Testing

@Suite("The drills, as data")
struct ScenarioTests {
    @Test("each drill has a unique name")
    func names() {
        #expect(Set(Scenario.all.map(\.name)).count == Scenario.all.count)
    }

    @Test("each drill begins with undisturbed writes", arguments: Scenario.all)
    func beginning(scenario: Scenario) {
        #expect(scenario.steps.first == .write(.milliseconds(1500)))
    }

    @Test("each drill waits for the writers after every promotion, start or measurement", arguments: Scenario.all)
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

    @Test("each drill mends what it cut, froze, killed or filled", arguments: Scenario.all)
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

    @Test("only partition drills need network namespaces", arguments: Scenario.all)
    func needs(scenario: Scenario) {
        let isPartition = scenario.name.hasPrefix("partition") || scenario.name == "region-loss"
        #expect(scenario.needsRegions == isPartition)
    }

    @Test("a one-way partition drops only what the primary sends")
    func oneWay() {
        let cuts = Scenario.partition(isOneWay: true).cuts
        #expect(cuts.count == 4)
        #expect(cuts.allSatisfy { $0.from == .server(.primary) })
    }

    @Test("a primary cut from its standbys still reaches the agent, and one cut from the agent its standbys")
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

    @Test("every drill but the holds and the flaps has a synchronous standby")
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
