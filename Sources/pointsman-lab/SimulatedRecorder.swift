import LinuxReactor
import PointsmanCore
import PointsmanLab
import PointsmanRecording
import PointsmanSimulation

/// The recordings of a simulated run, one for each agent.
final class SimulatedRecorder {
    private struct Track {
        let agent: Int
        var life: UInt32 = 0
        var writer = RecordingWriter()
        var bytes: [UInt8] = []
    }

    private var tracks: [Track] = []
    private var failure: (any Error)?

    func take(_ call: ConductorCall) {
        do {
            var index = tracks.firstIndex { $0.agent == call.agent }
            if index == nil {
                tracks.append(Track(agent: call.agent))
                index = tracks.count - 1
                tracks[index!].bytes += tracks[index!].writer.header(
                    RecordingHeader(version: "simulation", instance: "agent-\(call.agent)", run: 0, number: 1))
            }
            let place = index!
            if tracks[place].life != call.life {
                // Another run of the agent: nothing goes on from before.
                if tracks[place].life != 0 { tracks[place].bytes += tracks[place].writer.gap(0) }
                tracks[place].bytes += try tracks[place].writer.state(
                    call.state, at: call.moment, wallMicroseconds: call.moment.nanoseconds / 1_000)
                tracks[place].life = call.life
            }
            tracks[place].bytes += try tracks[place].writer.step(call.event, call.directives, at: call.moment)
        } catch {
            failure = failure ?? error
        }
    }

    /// Replays all of them.
    /// - Returns: the number of events; throws if one gives other directives.
    func replay(_ seed: UInt64) throws -> Int {
        if let failure { throw failure }
        var steps = 0
        for track in tracks {
            var replay = Replay()
            try RecordingReader.items(track.bytes) { item throws(RecordingError) in try replay.take(item) }
            if let first = replay.first { throw LabError("seed \(seed), agent \(track.agent): \(first.text)") }
            guard replay.skipped == 0 else {
                throw LabError("seed \(seed): \(replay.skipped) events have no state before them")
            }
            steps += replay.steps
        }
        return steps
    }

    func write(agent: Int, to path: String) throws {
        if let failure { throw failure }
        guard let track = tracks.first(where: { $0.agent == agent }) else {
            throw LabError("agent \(agent) heard nothing")
        }
        try AtomicFile.write(String(decoding: track.bytes, as: UTF8.self), to: path, mode: 0o644)
    }
}
