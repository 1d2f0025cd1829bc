import PointsmanFormats
import Synchronization

/// A holder for the first of several answers; later ones are dropped.
final class OneAnswer: Sendable {
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
