import NIOCore

/// Sends the events of a feed to one client for as long as it stays: one write at a time, and the next once the client's socket
/// has taken that. A client that takes nothing for ``ServerLimits/patience``, or falls behind what the feed keeps, is cut; it may come
/// back with the id of its last event. Used on the server's event loop only.
final class EventFollower {
    private let feed: EventFeed
    private var cursor: EventFeed.Cursor
    private let limits: ServerLimits
    private let eventLoop: any EventLoop
    private let write: (ByteBuffer) -> EventLoopFuture<Void>
    private let cut: () -> Void
    /// Its number at the feed; nil before the start and after the end.
    private var listener: UInt64?
    private var isWriting = false
    private var timer: Scheduled<Void>?

    /// - Parameters:
    ///   - id: of the last event that the client has; nil for what comes from now on.
    ///   - write: sends bytes; the result comes when the socket has taken them.
    ///   - cut: closes the connection.
    init(
        _ feed: EventFeed, after id: String?, _ limits: ServerLimits, on eventLoop: any EventLoop,
        write: @escaping (ByteBuffer) -> EventLoopFuture<Void>, cut: @escaping () -> Void
    ) {
        self.feed = feed
        cursor = feed.cursor(after: id)
        self.limits = limits
        self.eventLoop = eventLoop
        self.write = write
        self.cut = cut
    }

    /// Begins to send.
    func start() {
        let (bound, eventLoop) = (NIOLoopBound(self, eventLoop: eventLoop), eventLoop)
        listener = feed.listen { eventLoop.execute { bound.value.advance() } }
        // A browser comes back after this many milliseconds.
        put("retry: 1000\n\n")
    }

    /// Ends, because the connection has.
    func stop() {
        if let listener { feed.ignore(listener) }
        listener = nil
        timer?.cancel()
    }

    private func advance() {
        guard !isWriting, listener != nil else { return }
        guard let text = feed.read(&cursor) else { return cut() }
        if !text.isEmpty { put(text) }
    }

    private func put(_ text: String) {
        isWriting = true
        expect(within: limits.patience) { self.cut() }
        write(ByteBuffer(string: text)).assumeIsolated().whenComplete { result in
            guard self.listener != nil else { return }
            self.isWriting = false
            guard case .success = result else { return self.cut() }
            // A comment now and then finds out clients that are gone.
            self.expect(within: self.limits.heartbeat) { self.put(":\n\n") }
            self.advance()
        }
    }

    private func expect(within span: Duration, _ act: @escaping () -> Void) {
        timer?.cancel()
        timer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(span), act)
    }
}
