import PointsmanCore
import PointsmanRecording
import PointsmanScenarios
import PointsmanSimulation
import Testing

@Suite("The replay of simulated runs")
struct SimulatedReplayTests {
    @Test(
        "a simulated run's recording replays to the same directives, from its start and from every tenth step",
        arguments: [UInt64(1), 2, 3, 7, 11])
    func identical(seed: UInt64) throws {
        for every in [Int.max, 10] {
            let recording = try SimulatedRecording(seed: seed, every: every)
            var steps = 0
            for file in recording.files {
                var replay = Replay()
                try RecordingReader.items(file) { item throws(RecordingError) in try replay.take(item) }
                #expect(replay.first?.text == nil)
                #expect(replay.skipped == 0)
                steps += replay.steps
            }
            #expect(steps == recording.steps)
            #expect(steps > 500)
        }
    }

    @Test(
        "a recording of planned moves and operators' words replays to the same directives", arguments: [UInt64(5), 21])
    func moves(seed: UInt64) throws {
        let recording = try SimulatedRecording(seed: seed, every: 25) {
            WorldPlan(seed: $0, agents: 3, safety: .seconds(20), needsWords: $0 == 21, plansMoves: $0 == 5)
        }
        for file in recording.files {
            var replay = Replay()
            try RecordingReader.items(file) { item throws(RecordingError) in try replay.take(item) }
            #expect(replay.first?.text == nil)
        }
    }

    @Test("a replay with another policy tells the first step at which it decides otherwise")
    func policy() throws {
        let recording = try SimulatedRecording(seed: 1)
        var replay = Replay { $0.probeInterval = .milliseconds(333) }
        try RecordingReader.items(recording.files[0]) { item throws(RecordingError) in try replay.take(item) }
        let difference = replay.first
        let first = try #require(difference)
        #expect(first.text.contains("this build:"))
        #expect(first.recorded != first.ours)
    }

    @Test("a step takes few bytes in a recording")
    func size() throws {
        let recording = try SimulatedRecording(seed: 1)
        let bytes = recording.files.reduce(0) { $0 + $1.count }
        #expect(bytes / recording.steps < 400, "\(bytes) bytes for \(recording.steps) steps")
    }
}
