import LinuxReactor

/// Suspends until `condition` holds, which is asked again and again.
/// - Returns: false where it does not hold within `limit`.
@Reactor
package func eventually(
    within limit: Duration = .seconds(60), _ condition: @Reactor () async throws -> Bool
) async rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return true }
        await Reactor.sleep(until: .now + .milliseconds(20))
    }
    return false
}
