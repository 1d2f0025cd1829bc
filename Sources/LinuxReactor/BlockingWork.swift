import Glibc

/// Runs `work` on a thread of its own and suspends until it has returned. It is for calls that block (fsync, waiting
/// for a lock), which must stall neither the reactor nor the cooperative pool. Each call gets a thread, since such
/// calls are rare.
package func offReactor<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let body: @Sendable () -> Void = { continuation.resume(returning: work()) }
        // Without a thread it runs here: a delay is better than no result.
        if startThread(body) != 0 { body() }
    }
}

/// A call on a thread of its own that its caller may abandon: the thread then continues until the call returns.
@Reactor
package final class ThreadCall<Value: Sendable> {
    private let waiter = Waiter()
    private var value: Value?
    private var whenReturned: (@Reactor () -> Void)?

    /// Starts `work`.
    /// - Throws: the `errno` of pthread_create if no thread can be made; `work` does not run then.
    package init(_ work: @escaping @Sendable () -> Value) throws(SystemError) {
        let status = startThread {
            let value = work()
            Reactor.task { self.take(value) }
        }
        guard status == 0 else { throw SystemError(call: "pthread_create", code: status) }
    }

    /// Suspends until the call has returned.
    /// - Returns: the call's result; nil if `deadline` or the task's cancellation came first.
    package func value(until deadline: ContinuousClock.Instant) async -> Value? {
        while value == nil, await waiter.wait(until: deadline) == .poked {}
        return value
    }

    /// Runs `body` when an abandoned call returns; at once if it has returned already.
    package func whenReturned(_ body: @escaping @Reactor () -> Void) {
        if value == nil { whenReturned = body } else { body() }
    }

    private func take(_ value: Value) {
        self.value = value
        waiter.poke()
        whenReturned?()
        whenReturned = nil
    }
}

/// Runs `body` on a new thread.
/// - Returns: the `errno` of pthread_create; 0 if the thread runs.
private func startThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
    let box = Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { argument in
            Unmanaged<ThreadBody>.fromOpaque(argument!).takeRetainedValue().run()
            return nil
        }, box.toOpaque())
    if status == 0 { pthread_detach(thread) } else { box.release() }
    return status
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}
