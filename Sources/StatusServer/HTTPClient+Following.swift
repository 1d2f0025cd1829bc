import NIOCore
import NIOHTTP1
import NIOPosix

/// What comes to a client that follows events.
package enum Following: Equatable, Sendable {
    /// The server sends events from now on.
    case begun
    case event(FollowedEvent)
    /// The server answers with something else: an older one has no such path, and another answers only some clients. It is the last.
    case refused(status: Int)
    /// There is no connection, or not any more. It is the last.
    case ended
}

extension HTTPClient {
    /// Follows the events at `path` for as long as the result is read.
    /// - Parameter id: of the last event that is known; nil for what comes from now on.
    package func follow(_ path: String, after id: String? = nil) -> AsyncStream<Following> {
        AsyncStream { continuation in
            let used = thread ?? HTTPThread()
            let isOwn = thread == nil
            let eventLoop = used.group.next()
            let end = eventLoop.makePromise(of: Void.self)
            continuation.onTermination = { _ in end.succeed() }
            end.futureResult.whenComplete { _ in
                continuation.yield(.ended)
                continuation.finish()
                if isOwn { Task { await used.end() } }
            }
            guard let place = try? address.socketAddress() else { return end.succeed() }
            var fields: [(name: String, value: String)] = [("Accept", "text/event-stream")]
            if let id { fields.append(("Last-Event-ID", id)) }
            let head = requestHead(.GET, path, fields)
            ClientBootstrap(group: eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let security { try channel.pipeline.syncOperations.addHandler(security.handler(for: name)) }
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(
                            FollowingHandler(head, take: { continuation.yield($0) }, end: { end.succeed() }))
                    }
                }
                .connect(to: place)
                .whenComplete { result in
                    switch result {
                    case .failure: end.succeed()
                    case .success(let channel): end.futureResult.whenComplete { _ in channel.close(promise: nil) }
                    }
                }
        }
    }
}

/// The client's side of a connection on which events come.
private final class FollowingHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let head: HTTPRequestHead
    private let take: (Following) -> Void
    private let end: () -> Void
    private var lines = EventLines()

    init(_ head: HTTPRequestHead, take: @escaping (Following) -> Void, end: @escaping () -> Void) {
        self.head = head
        self.take = take
        self.end = end
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let answer):
            let type = answer.headers.first(name: "Content-Type") ?? ""
            guard answer.status == .ok, type.hasPrefix("text/event-stream") else {
                take(.refused(status: Int(answer.status.code)))
                end()
                return
            }
            take(.begun)
        case .body(let bytes): for event in lines.take(bytes.readableBytesView) { take(.event(event)) }
        case .end: end()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
    }
}
