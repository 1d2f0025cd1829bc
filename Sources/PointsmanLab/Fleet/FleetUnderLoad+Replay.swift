import LinuxReactor
import PointsmanRecording

extension FleetUnderLoad {
    /// Replays what each agent has recorded. Throws if one can't be read, or replays to other directives.
    func replay(_ story: (String) -> Void) async throws(LabError) {
        // The recorder writes twice a second.
        await Reactor.sleep(until: .now + .seconds(1))
        var steps = 0
        for (number, agent) in agents.enumerated() {
            let recording = await DrillRecording.read(
                "\(agent.stateFolder)/recorder", since: WallTime(microseconds: 0))
            if let fault = recording.faults.first { throw LabError("agent \(number + 1): \(fault)") }
            steps += recording.steps
        }
        story("recorded and replayed: \(steps) steps, identical")
    }
}
