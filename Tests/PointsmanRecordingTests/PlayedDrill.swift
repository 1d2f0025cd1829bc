import PointsmanCore
import PointsmanRecording
import PointsmanScenarios
import PointsmanSimulation

/// A drill in the model, as its agent's recording tells it.
struct PlayedDrill {
    private(set) var reports: [IncidentReport] = []
    private(set) var bytes: [UInt8] = []

    init(_ scenario: Scenario) throws {
        var writer = RecordingWriter()
        var bytes = writer.header(RecordingHeader(version: "test", instance: "app-1", run: 0, number: 1))
        var life: UInt32 = 0
        var failure: (any Error)?
        _ = Simulation.play(
            scenario,
            recorder: { call in
                do {
                    if call.life != life {
                        if life != 0 { bytes += writer.gap(0) }
                        bytes += try writer.state(
                            call.state, at: call.moment, wallMicroseconds: call.moment.nanoseconds / 1_000)
                        life = call.life
                    }
                    bytes += try writer.step(call.event, call.directives, at: call.moment)
                } catch {
                    failure = failure ?? error
                }
            })
        if let failure { throw failure }
        var history = IncidentHistory()
        try RecordingReader.items(bytes) { item throws(RecordingError) in try history.take(item) }
        history.end()
        reports = history.reports
        self.bytes = bytes
    }
}
