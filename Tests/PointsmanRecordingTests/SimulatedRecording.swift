import PointsmanCore
import PointsmanRecording
import PointsmanScenarios
import PointsmanSimulation

/// The recordings of a simulated run, one for each agent's life, as bytes.
struct SimulatedRecording {
    private(set) var files: [[UInt8]] = []
    private(set) var steps = 0

    /// - Parameter every: after so many steps another state stands in the file.
    init(
        seed: UInt64, every: Int = .max,
        plan: (UInt64) -> WorldPlan = { WorldPlan(seed: $0, agents: 2, safety: .seconds(10)) }
    ) throws {
        struct Track {
            var writer = RecordingWriter()
            var bytes: [UInt8] = []
            var count = 0
        }
        var tracks: [[UInt64]: Track] = [:]
        var order: [[UInt64]] = []
        var failure: (any Error)?
        var count = 0
        _ = Simulation.run(
            plan(seed),
            recorder: { call in
                let key = [UInt64(call.agent), UInt64(call.life)]
                var track = tracks[key] ?? Track()
                do {
                    if tracks[key] == nil {
                        order.append(key)
                        track.bytes += track.writer.header(
                            RecordingHeader(
                                version: "test", instance: "agent-\(call.agent)", run: Int64(call.life), number: 1))
                    }
                    if track.count % every == 0 {
                        track.bytes += try track.writer.state(
                            call.state, at: call.moment, wallMicroseconds: call.moment.nanoseconds / 1_000)
                    }
                    track.bytes += try track.writer.step(call.event, call.directives, at: call.moment)
                } catch {
                    failure = failure ?? error
                }
                track.count += 1
                count += 1
                tracks[key] = track
            })
        if let failure { throw failure }
        files = order.map { tracks[$0]!.bytes }
        steps = count
    }
}
