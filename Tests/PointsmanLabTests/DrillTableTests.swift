import FoundationEssentials
import LinuxReactor
import PointsmanLab
import PointsmanScenarios
import Testing

@Suite("The table of all drills")
struct DrillTableTests {
    @Test("the drill table has one line a drill: its figures and verdict, or why it has none")
    func lines() async {
        let text = await Reactor.run {
            DrillTable.text(of: [
                .init(.crash, outcome: DrillOutcome(of: .crash, history(sound))),
                .init(.hang, error: "the agent ended"),
                .init(.regionLoss, error: "it needs root", isSkipped: true),
            ])
        }
        let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines.count == 4)
        #expect(lines[1].prefix(8) == ["crash", "8", "20", "1105", "1", "0", "0", "0"])
        #expect(lines[2].first == "hang")
        #expect(lines[2].suffix(4) == ["FAILED:", "the", "agent", "ended"])
        #expect(lines[3].contains("not"))
    }

    @Test("a skipped drill counts as sound, and a failed one does not")
    func skipped() async {
        await Reactor.run {
            #expect(DrillSeries.Entry(.regionLoss, error: "it needs root", isSkipped: true).isSound)
            #expect(!DrillSeries.Entry(.hang, error: "the agent ended").isSound)
        }
    }

    @Test("each drill is one JSON object, even if it did not run")
    func json() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let skipped = DrillSeries.Entry(.regionLoss, error: "it needs root", isSkipped: true)
        let text = String(decoding: try encoder.encode(skipped), as: UTF8.self)
        #expect(text == #"{"reasons":["it needs root"],"scenario":"region-loss","verdict":"not run"}"#)
        var run = history(PointsmanLabTests.sound)
        for (server, seconds) in [(Scenario.Server.primary, 0), (.candidate, 2)] {
            run.facts.add(
                .moved(agent: 0, server: server.number, timeline: UInt32(1 + seconds / 2)), at: .seconds(Int64(seconds))
            )
        }
        let outcome = DrillSeries.Entry(.crash, outcome: DrillOutcome(of: .crash, run))
        let crash = String(decoding: try encoder.encode(outcome), as: UTF8.self)
        #expect(crash.contains(#""verdict":"ok""#))
        #expect(crash.contains(#""all_back_ms":20"#))
    }
}
