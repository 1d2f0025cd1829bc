extension Reactor {
    /// Runs `body` as isolated code from the loop itself, which is on the reactor's thread but outside of any job. It
    /// corresponds to `MainActor.assumeIsolated`, and works in the same way.
    nonisolated func assumeIsolatedOnLoop(_ body: @Reactor () -> Void) {
        waiters.checkIsolated()
        typealias Plain = () -> Void
        withoutActuallyEscaping(body) { unsafeBitCast($0, to: Plain.self)() }
    }
}
