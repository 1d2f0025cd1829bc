import NIOCore

/// The open connections of one door, shared out so that no client can shut it to another. Touched on the server's event
/// loop only.
///
/// A new connection is always let in. Where there is no room for it, one goes: of the caller that has most, the one that
/// has waited longest for its client. A probe that sends its request at once is therefore served through any flood, and
/// what other machines may have leaves ``ServerLimits/reserved`` to this one.
final class Connections {
    private let limits: ServerLimits
    private var open: [ObjectIdentifier: ConnectionHandler] = [:]
    private var isEnding = false
    private var whenEmpty: EventLoopPromise<Void>?

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    var count: Int { open.count }

    /// Whether `connection` may stay: not where the door is being closed.
    func admit(_ connection: ConnectionHandler) -> Bool {
        guard !isEnding else { return false }
        if let victim = victim(for: connection.caller) {
            open[ObjectIdentifier(victim)] = nil
            victim.drop()
        }
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

    /// Who goes so that one more of `caller` has room; nil where there is room.
    private func victim(for caller: Caller) -> ConnectionHandler? {
        let own = open.values.filter { $0.caller == caller }
        if caller != .control, own.count >= limits.share { return own.min(by: Self.goesBefore) }
        let rivals = caller.isThisMachine ? Array(open.values) : open.values.filter { !$0.caller.isThisMachine }
        guard rivals.count >= (caller.isThisMachine ? limits.connections : limits.connections - limits.reserved) else {
            return nil
        }
        let shares = Dictionary(grouping: rivals, by: \.caller)
        let most = shares.values.map(\.count).max()
        return shares.values.filter { $0.count == most }.joined().min(by: Self.goesBefore)
    }

    /// Whoever is being answered goes last, else who has waited longest goes first.
    private static func goesBefore(_ one: ConnectionHandler, _ other: ConnectionHandler) -> Bool {
        one.isAnswering == other.isAnswering ? one.since < other.since : !one.isAnswering
    }
}
