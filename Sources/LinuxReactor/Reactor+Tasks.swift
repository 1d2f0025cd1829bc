/// The tasks of the reactor. Swift resumes a task that waits on its global pool, which then hands it back to its actor: two switches
/// of threads a wait, each of which may take milliseconds on a busy machine. A task that prefers the reactor's executor is resumed
/// on the reactor's own thread.
extension Reactor {
    /// Starts `work` after the jobs that are queued already.
    @discardableResult
    package static func task<Value: Sendable>(_ work: sending @escaping @Reactor () async -> Value) -> Task<
        Value, Never
    > {
        Task(executorPreference: executor) { await work() }
    }

    /// Starts `work` after the jobs that are queued already.
    @discardableResult
    package static func task<Value: Sendable>(
        _ work: sending @escaping @Reactor () async throws -> Value
    ) -> Task<Value, any Error> {
        Task(executorPreference: executor) { try await work() }
    }

    /// Runs `work` up to its first wait before this returns. (`Task.immediate` does not if it prefers an executor.)
    @Reactor
    @discardableResult
    package static func immediateTask<Value: Sendable>(
        _ work: sending @escaping @Reactor () async -> Value
    ) -> Task<Value, Never> {
        shared.waiters.runAtOnce { task(work) }
    }

    /// Runs `work` up to its first wait before this returns.
    @Reactor
    @discardableResult
    package static func immediateTask<Value: Sendable>(
        _ work: sending @escaping @Reactor () async throws -> Value
    ) -> Task<Value, any Error> {
        shared.waiters.runAtOnce { task(work) }
    }

    /// Runs `body` on the reactor's thread.
    package static func run<Value: Sendable, Failure: Error>(
        _ body: @Reactor () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withTaskExecutorPreference(executor) { () async throws(Failure) -> Value in try await body() }
    }
}
