import LinuxReactor

/// Runs `body` with a pair of servers and a folder, and removes them afterwards.
@Reactor
func withPairAndPlace(_ body: @Reactor (ServerPair, Place) async throws -> Void) async throws {
    let pair = try await ServerPair()
    do {
        try await pair.reset()
        try await withPlace { try await body(pair, $0) }
    } catch {
        await pair.remove()
        throw error
    }
    await pair.remove()
}
