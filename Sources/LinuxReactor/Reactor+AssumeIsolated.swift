extension Reactor {
    /// Runs `body` as isolated code from the loop itself, which is on the reactor's thread but outside of any job;
    /// what `MainActor.assumeIsolated` is for the main thread, and done the same way.
    nonisolated func assumeIsolatedOnLoop(_ body: @Reactor () -> Void) {
        waiters.checkIsolated()
        typealias Plain = () -> Void
        withoutActuallyEscaping(body) { unsafeBitCast($0, to: Plain.self)() }
    }
}
