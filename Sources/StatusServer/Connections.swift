import NIOCore

/// The open connections at one listening socket, shared out so that no client can keep others away. Used on the
/// server's event loop only.
///
/// A new connection is always accepted. If there is no room for it, another one is closed: of the caller with the most
/// connections, the one that has waited longest for its client. A probe that sends its request at once is therefore
/// served in any flood, and other machines leave ``ServerLimits/reserved`` connections to this one.
final class Connections {
    private let limits: ServerLimits
    private var open: [ObjectIdentifier: ConnectionHandler] = [:]
    private var isEnding = false
    private var whenEmpty: EventLoopPromise<Void>?

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    var count: Int { open.count }

    /// Whether `connection` may stay: not while the socket is being closed.
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

    /// Closes idle connections now and the others once they have been answered, at `limit` at the latest.
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

    /// The connection to close to make room for one more of `caller`; nil if there is room.
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

    /// Whether `one` is closed before `other`: connections that are being answered last, otherwise the longest wait
    /// first.
    private static func goesBefore(_ one: ConnectionHandler, _ other: ConnectionHandler) -> Bool {
        one.isAnswering == other.isAnswering ? one.since < other.since : !one.isAnswering
    }
}
