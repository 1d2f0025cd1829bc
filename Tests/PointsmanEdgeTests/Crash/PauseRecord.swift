import LinuxReactor

/// Sees every millisecond or so whether the pooler holds the clients of its database for writes, from before a kill on.
@Reactor
final class PauseRecord {
    private let look: PoolerLook
    private var samples: [(isHeld: Bool, at: ContinuousClock.Instant)] = []
    private var task: Task<Void, Never>?

    init(_ look: PoolerLook) {
        self.look = look
    }

    func start() {
        task = Reactor.task {
            while !Task.isCancelled, let state = try? await self.look.state() {
                self.samples.append((state.isHeld, .now))
                await Reactor.sleep(until: .now + .milliseconds(1))
            }
        }
    }

    /// No more samples come once this returns.
    func stop() async {
        task?.cancel()
        await task?.value
    }

    /// Whether clients were held at `moment` or after it, and until when: the first sample after the last held one.
    func held(since moment: ContinuousClock.Instant) -> (wasHeld: Bool, until: ContinuousClock.Instant) {
        let first = samples.lastIndex { $0.at <= moment } ?? 0
        guard let last = samples.indices.dropFirst(first).last(where: { samples[$0].isHeld }) else {
            return (false, moment)
        }
        return (true, samples.indices.contains(last + 1) ? samples[last + 1].at : .now)
    }
}
