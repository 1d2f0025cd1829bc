import LinuxReactor
package import PointsmanFormats
import Synchronization

/// PgBouncer's figures for readers on other threads, who get them in time or go without.
package struct PoolerFigures: Sendable {
    /// What the console may take, and the reactor to come to it.
    private static let patience = Duration.milliseconds(1_500)

    private let read: @Sendable () async -> PoolerAnswers

    init(_ reader: ShowReader) {
        self.init { await Reactor.run { await reader.answers() } }
    }

    package init(_ read: @escaping @Sendable () async -> PoolerAnswers) {
        self.read = read
    }

    /// Nobody's answers where there are none in time. It is not the reactor that keeps the time: it may be what is stuck,
    /// and then a scrape is needed most.
    package func answers() async -> PoolerAnswers {
        let waiting = OneAnswer()
        let reading = Task { waiting.give(await read()) }
        let limit = Task {
            try? await Task.sleep(for: Self.patience)
            waiting.give(PoolerAnswers())
        }
        defer {
            reading.cancel()
            limit.cancel()
        }
        return await waiting.value()
    }
}

/// The first of several answers; later ones are dropped.
private final class OneAnswer: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<PoolerAnswers, Never>)
        case given(PoolerAnswers)
        case over
    }

    private let state = Mutex(State.empty)

    func value() async -> PoolerAnswers {
        await withCheckedContinuation { continuation in
            let given: PoolerAnswers? = state.withLock {
                guard case .given(let answers) = $0 else {
                    $0 = .awaited(continuation)
                    return nil
                }
                $0 = .over
                return answers
            }
            if let given { continuation.resume(returning: given) }
        }
    }

    func give(_ answers: PoolerAnswers) {
        let continuation: CheckedContinuation<PoolerAnswers, Never>? = state.withLock {
            switch $0 {
            case .empty:
                $0 = .given(answers)
                return nil
            case .awaited(let continuation):
                $0 = .over
                return continuation
            case .given, .over: return nil
            }
        }
        continuation?.resume(returning: answers)
    }
}
