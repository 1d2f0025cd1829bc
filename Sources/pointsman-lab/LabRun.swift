import LinuxReactor
import PointsmanLab

/// A drill that starts its own agents, in a lab of its own.
@Reactor
enum LabRun {
    /// Plays a drill to its end. If it was sound the lab is removed; otherwise the lab is stopped, and its logs stay.
    /// - Parameters:
    ///   - isJSON: whether only what `body` tells is told.
    ///   - make: makes the drill, on a lab that was not started.
    ///   - stop: ends what the drill has started.
    ///   - body: runs the drill, tells its outcome, and returns whether that was sound.
    /// - Throws: a LabError that names the folder of the logs.
    static func play<Drill>(
        _ program: AgentProgram, at place: LabPlace = .loopback, isJSON: Bool,
        _ make: (LabStack, @escaping (String) -> Void) -> Drill, stop: (Drill) async -> Void,
        _ body: (Drill) async throws -> Bool
    ) async throws -> Bool {
        let lab = try TemporaryLab(agent: program, at: place)
        let guardian = Reactor.task { await lab.removeOnSignal() }
        defer { guardian.cancel() }
        let drill = make(lab.stack) { line in if !isJSON { Output.line(line) } }
        do {
            let isSound = try await body(drill)
            await stop(drill)
            if isSound {
                await lab.remove()
            } else {
                await lab.stack.stop()
                if !isJSON { Output.line("The logs are in \(lab.folder)/log") }
            }
            return isSound
        } catch {
            if lab.isEnding { await guardian.value }
            await stop(drill)
            await lab.stack.stop()
            throw LabError("\(error)\nThe logs are in \(lab.folder)/log")
        }
    }

    /// A line for each kind of failure, each with a line break before it.
    static func text(of failures: [String: Int]) -> String {
        failures.sorted { $0.key < $1.key }.map { "\n    \($0.value) × \($0.key)" }.joined()
    }
}
