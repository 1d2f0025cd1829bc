import NIOCore

/// The open connections of one door. Touched on the server's event loop only.
final class Connections {
    private let most: Int
    private var open: [ObjectIdentifier: ConnectionHandler] = [:]
    private var isEnding = false
    private var whenEmpty: EventLoopPromise<Void>?

    init(most: Int) {
        self.most = most
    }

    /// Whether `connection` may stay.
    func admit(_ connection: ConnectionHandler) -> Bool {
        guard !isEnding, open.count < most else { return false }
        open[ObjectIdentifier(connection)] = connection
        return true
    }

    func remove(_ connection: ConnectionHandler) {
        open[ObjectIdentifier(connection)] = nil
        if isEnding, open.isEmpty {
            whenEmpty?.succeed()
            whenEmpty = nil
        }
    }

    /// Closes what idles now and the rest when it has been answered, at the latest at `limit`.
    func end(on eventLoop: any EventLoop, within limit: TimeAmount) -> EventLoopFuture<Void> {
        isEnding = true
        let promise = eventLoop.makePromise(of: Void.self)
        guard !open.isEmpty else {
            promise.succeed()
            return promise.futureResult
        }
        whenEmpty = promise
        let expiry = eventLoop.assumeIsolated().scheduleTask(in: limit) {
            self.open.values.forEach { $0.drop() }
        }
        Array(open.values).forEach { $0.finish() }
        return promise.futureResult.always { _ in expiry.cancel() }
    }
}
