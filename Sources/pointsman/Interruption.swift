import UnixSignals

/// The signals that end a command before its time.
enum Interruption {
    /// Runs `work` and cancels it at SIGINT, SIGTERM or SIGHUP, so that it can undo what it has done.
    /// - Returns: the result, and the signal that came meanwhile; nil if none did.
    static func ending<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value
    ) async -> (value: Value, signal: Int32?) {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        let task = Task { await work() }
        let watch = Task<Int32?, Never> {
            for await signal in signals {
                task.cancel()
                return signal.rawValue
            }
            return nil
        }
        let value = await task.value
        watch.cancel()
        return (value, await watch.value)
    }
}
