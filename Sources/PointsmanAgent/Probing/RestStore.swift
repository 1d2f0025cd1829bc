import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanFormats

/// Keeps the list of members that refuse this instance's login from one run of the agent to the next: otherwise an
/// agent that is restarted again and again would dial them as often.
@Reactor
final class RestStore {
    private let path: String
    private let clock: AgentClock
    private var kept: [ProbePlan.Rest] = []
    private var writing: Task<Void, Never>?

    /// The age after which a rest is forgotten.
    private static let memory = Duration.seconds(600)

    /// - Parameter path: the file in the runtime directory, which is gone after a reboot, as is the clock's origin.
    init(path: String, clock: AgentClock) {
        self.path = path
        self.clock = clock
    }

    /// The rests that the former run has left.
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

    /// Writes the rests if they have changed; soon, and one write at a time.
    func keep(_ rests: [ProbePlan.Rest]) {
        guard rests != kept else { return }
        kept = rests
        guard writing == nil else { return }
        writing = Reactor.task {
            var written: [ProbePlan.Rest]?
            while written != self.kept {
                let rests = self.kept
                let text = self.text(of: rests)
                await offReactor { [path = self.path] in
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
