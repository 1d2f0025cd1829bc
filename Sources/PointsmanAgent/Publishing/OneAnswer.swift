import Synchronization

/// A holder for the first of several answers; later ones are dropped.
final class OneAnswer<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<Value, Never>)
        case given(Value)
        case over
    }

    private let state = Mutex(State.empty)

    /// The answer of `read`; `none` if it doesn't come within `patience`. The time is not kept by the reactor, which may be what is
    /// stuck.
    static func of(
        within patience: Duration, else none: Value, _ read: @escaping @Sendable () async -> Value
    ) async -> Value {
        let waiting = OneAnswer()
        let reading = Task { waiting.give(await read()) }
        let limit = Task {
            try? await Task.sleep(for: patience)
            waiting.give(none)
        }
        defer {
            reading.cancel()
            limit.cancel()
        }
        return await waiting.value()
    }

    func value() async -> Value {
        await withCheckedContinuation { continuation in
            let given: Value? = state.withLock {
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

    func give(_ answers: Value) {
        let continuation: CheckedContinuation<Value, Never>? = state.withLock {
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
