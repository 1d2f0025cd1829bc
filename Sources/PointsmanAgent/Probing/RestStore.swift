import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanFormats

/// Keeps which members refuse this instance from one run of the agent to the next: else one that is started again and again would
/// knock as often.
@Reactor
final class RestStore {
    private let path: String
    private let clock: AgentClock
    private var kept: [ProbePlan.Rest] = []
    private var writing: Task<Void, Never>?

    /// An older rest is forgotten.
    private static let memory = Duration.seconds(600)

    /// - Parameter path: in the runtime directory, which is gone with a reboot as the clock's origin is.
    init(path: String, clock: AgentClock) {
        self.path = path
        self.clock = clock
    }

    /// What the run before has left.
    func load() -> [ProbePlan.Rest] {
        let text = (try? AtomicFile.read(path)) ?? nil
        let now = Self.sinceBoot
        kept = RestsFile(reading: text ?? "").lines.compactMap { line in
            let rest = Duration.nanoseconds(line.until &- now)
            guard rest > .zero - Self.memory else { return nil }
            return ProbePlan.Rest(line.member, BackOff(failures: line.failures, next: clock.now + rest))
                .inNextRun(at: clock.now)
        }
        return kept
    }

    /// Writes them down where they are others than before; soon, one write at a time.
    func keep(_ rests: [ProbePlan.Rest]) {
        guard rests != kept else { return }
        kept = rests
        guard writing == nil else { return }
        writing = Task { @Reactor in
            var written: [ProbePlan.Rest]?
            while written != self.kept {
                let rests = self.kept
                let text = self.text(of: rests)
                await offReactor { [path] in
                    if text.isEmpty { unlink(path) } else { try? AtomicFile.write(text, to: path, mode: 0o600) }
                }
                written = rests
            }
            self.writing = nil
        }
    }

    private func text(of rests: [ProbePlan.Rest]) -> String {
        let origin = Self.sinceBoot - clock.now.nanoseconds
        return RestsFile(
            rests.map { rest in
                RestsFile.Line(
                    member: rest.member, failures: rest.backOff.failures,
                    until: origin + (rest.backOff.next?.nanoseconds ?? 0))
            }
        ).text
    }

    private static var sinceBoot: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
