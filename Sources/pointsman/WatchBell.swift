import StatusServer

/// Rings when it is time to look at the agent again: at each event that it tells, and besides now and then, since figures change
/// without an event.
actor WatchBell {
    /// Rings that were not heard yet count as one.
    nonisolated let rings: AsyncStream<Void>
    private nonisolated let ring: AsyncStream<Void>.Continuation
    private let client: HTTPClient
    private var isFollowing = false

    /// How often a look is due besides events. PgBouncer is asked once a second at most, however many look.
    private static let interval = Duration.seconds(1)
    /// How often if there are none to follow.
    private static let quickInterval = Duration.milliseconds(250)
    /// When to try again after a connection has ended.
    private static let returnInterval = Duration.seconds(1)
    /// When to try again if the agent has no events: another one may have taken its place.
    private static let retryInterval = Duration.seconds(5)

    init(_ client: HTTPClient) {
        self.client = client
        (rings, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Follows the agent's events, from where it stopped if the connection ends in between.
    func follow() async throws {
        var last: String?
        while true {
            var rest = Self.returnInterval
            for await word in client.follow("/v1/events", after: last) {
                switch word {
                case .begun:
                    isFollowing = true
                    ring.yield()
                case .event(let event):
                    last = event.id ?? last
                    ring.yield()
                case .refused: rest = Self.retryInterval
                case .ended: break
                }
            }
            isFollowing = false
            try await Task.sleep(for: rest)
        }
    }

    func tick() async throws {
        while true {
            try await Task.sleep(for: isFollowing ? Self.interval : Self.quickInterval)
            ring.yield()
        }
    }
}
