import NIOCore
import NIOHTTP1

/// One client's connection: receives a request, has it answered, sends the answer, and begins again.
///
/// NIO's pipelining handler comes before it, so that a request arrives only once the one before is answered. All code
/// here runs on the server's event loop, except the route's handler.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        /// No byte of the next request has come; goes to `receiving` or `over`.
        case idle
        /// The head has come; goes to `answering` or `sending`.
        case receiving(HTTPRequestHead, body: [UInt8], isTooLarge: Bool)
        /// A route's handler is running; goes to `sending` or `over`.
        case answering(Task<Void, Never>)
        /// The answer is being sent; goes to `idle` or `over`.
        case sending
        /// The client gets events; goes to `over`.
        case following(EventFollower)
        case over

        var isOver: Bool {
            if case .over = self { true } else { false }
        }
    }

    private var gate: RequestGate
    private let limits: ServerLimits
    private let connections: Connections
    private var context: ChannelHandlerContext?
    private var phase = Phase.idle
    /// Whether no request has been answered yet.
    private var isNew = true
    private var expiry: Scheduled<Void>?
    /// Whether the connection ends after the present answer.
    private var isLast = false

    /// The client that has opened it.
    var caller: Caller { gate.caller }
    /// When its present wait began.
    private(set) var since = NIODeadline.now()
    /// Whether it waits for this server, not for its client.
    var isAnswering: Bool { if case .answering = phase { true } else { false } }

    init(gate: RequestGate, limits: ServerLimits, connections: Connections) {
        self.gate = gate
        self.limits = limits
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        let isThere = gate.open(to: context.channel)
        if gate.isControl {
            PeerCredentials.read(of: context.channel) { self.gate.mayChange = $0?.isOwner ?? false }
        }
        guard isThere, connections.admit(self) else {
            phase = .over
            context.close(promise: nil)
            return
        }
        expectWithinPatience()
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch phase {
        case .answering(let task): task.cancel()
        case .following(let follower): follower.stop()
        case .idle, .receiving, .sending, .over: break
        }
        phase = .over
        expiry?.cancel()
        connections.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .idle):
            phase = .receiving(head, body: [], isTooLarge: head.uri.utf8.count > limits.headerBytes)
        case (.body(let bytes), .receiving(let head, let body, let isTooLarge)):
            // A body that is too long is read and dropped, so that its sender gets to read the refusal.
            let fits = !isTooLarge && body.count + bytes.readableBytes <= gate.mostBodyBytes
            phase = .receiving(head, body: fits ? body + bytes.readableBytesView : [], isTooLarge: !fits)
        case (.end, .receiving(let head, let body, let isTooLarge)):
            if isTooLarge {
                isLast = true
                send(HTTPResponse(status: 413, "a body of at most \(gate.mostBodyBytes) bytes is taken\n"), to: head)
            } else {
                answer(head, body)
            }
        default:
            break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError, case .idle = phase {
            isLast = true
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
            let sentence = "not HTTP/1.1, or headers of more than \(limits.headerBytes) bytes\n"
            send(HTTPResponse(status: 400, sentence), to: head)
        } else {
            context.close(promise: nil)
        }
    }

    /// Ends the connection once it is idle; events have no end.
    func finish() {
        isLast = true
        switch phase {
        case .idle, .following: drop()
        case .receiving, .answering, .sending, .over: break
        }
    }

    /// Ends the connection now.
    func drop() {
        context?.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ body: [UInt8]) {
        switch gate.judge(head, body) {
        case .refusal(let response): send(response, to: head)
        case .handler(.now(let handler), let request): send(handler(request), to: head)
        case .handler(.later(let handler), let request): answer(handler, request, head)
        case .handler(.events(let feed, let refusal), let request):
            let none = HTTPResponse(contentType: HTTPResponse.eventStream, body: [])
            if let response = refusal(request) ?? (head.method == .GET ? nil : none) {
                return send(response, to: head)
            }
            follow(feed, after: request.lastEventID, head)
        }
    }

    /// Sends the client what `feed` gets, until it leaves or another one needs its room.
    private func follow(_ feed: EventFeed, after id: String?, _ head: HTTPRequestHead) {
        guard let context, !phase.isOver else { return }
        expiry?.cancel()
        since = .now()
        let follower = EventFollower(
            feed, after: id, limits, on: context.eventLoop,
            write: { context.writeAndFlush(self.wrapOutboundOut(.body(.byteBuffer($0)))) }, cut: { self.drop() })
        phase = .following(follower)
        context.write(wrapOutboundOut(.head(HTTPResponse.eventsHead(to: head))), promise: nil)
        follower.start()
    }

    private func answer(
        _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse, _ request: HTTPRequest,
        _ head: HTTPRequestHead
    ) {
        guard let eventLoop = context?.eventLoop else { return }
        expiry?.cancel()
        since = .now()
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        phase = .answering(
            Task {
                let response = await handler(request)
                eventLoop.execute { connection.value.send(response, to: head) }
            })
    }

    private func send(_ response: HTTPResponse, to head: HTTPRequestHead) {
        guard let context, !phase.isOver else { return }
        phase = .sending
        expectWithinPatience()
        isLast = isLast || !head.isKeepAlive
        let hasBody = head.method != .HEAD && head.method != .OPTIONS
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.write(wrapOutboundOut(.head(response.head(to: head, isLast: isLast))), promise: nil)
        context.writeAndFlush(
            wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: hasBody ? response.body : [])))), promise: sent)
        sent.futureResult.assumeIsolated().whenComplete { self.hasSent($0) }
    }

    /// The client has received the answer. The answer's end is sent only now: the pipelining handler delivers the next
    /// request with it, before that call returns, and the connection must be idle by then.
    private func hasSent(_ result: Result<Void, any Error>) {
        guard let context, !phase.isOver else { return }
        guard case .success = result, !isLast else {
            drop()
            return
        }
        phase = .idle
        isNew = false
        expectWithinPatience()
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Starts the time limit for the client's next part.
    private func expectWithinPatience() {
        expiry?.cancel()
        since = .now()
        var limit = limits.patience
        if case .idle = phase, isNew { limit = min(limit, limits.firstRequest) }
        expiry = context?.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
            if case .receiving(let head, _, _) = self.phase {
                self.isLast = true
                self.send(HTTPResponse(status: 408, "the request took too long to arrive\n"), to: head)
            } else {
                self.drop()
            }
        }
    }
}
