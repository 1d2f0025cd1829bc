import Glibc

/// Runs `work` on a thread of its own and suspends until it has returned: for calls that block (fsync, waiting for a
/// lock), which must stall neither the reactor nor the cooperative pool. A thread a call: such calls are rare.
package func offReactor<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let body = Unmanaged.passRetained(ThreadBody { continuation.resume(returning: work()) })
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<ThreadBody>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        if status == 0 {
            pthread_detach(thread)
        } else {
            // No thread to be had: late is better than never.
            body.takeRetainedValue().run()
        }
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}
