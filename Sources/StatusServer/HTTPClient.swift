import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a ``StatusServer`` (or any other server of HTTP/1.1, over TLS too): one connection a request, on a thread of its own for
/// as long as that takes, or on a shared one.
package struct HTTPClient: Sendable {
    let address: ServerAddress
    let thread: HTTPThread?
    private let mostBytes: Int
    let security: HTTPSecurity?
    let name: String?
    private let headers: [(name: String, value: String)]

    /// - Parameters:
    ///   - security: nil for plain HTTP.
    ///   - name: under which the server is known, for its certificate; nil for its address.
    ///   - headers: sent with every request, besides those that HTTP wants.
    ///   - thread: nil for one of its own, which takes a moment to start.
    ///   - mostBytes: a larger body is no answer.
    package init(
        _ address: ServerAddress, over security: HTTPSecurity? = nil, as name: String? = nil,
        headers: [(name: String, value: String)] = [], on thread: HTTPThread? = nil, mostBytes: Int = 8 << 20
    ) {
        self.address = address
        self.thread = thread
        self.mostBytes = mostBytes
        self.security = security
        self.name = name
        self.headers = headers
    }

    /// The head of a request. The connection is for it alone.
    func requestHead(
        _ method: HTTPMethod, _ path: String, _ more: [(name: String, value: String)] = []
    ) -> HTTPRequestHead {
        var fields = HTTPHeaders([("Host", name ?? address.hostHeader), ("Connection", "close")])
        fields.add(contentsOf: (more + headers).map { ($0.name, $0.value) })
        return HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: fields)
    }

    package func get(_ path: String, until deadline: ContinuousClock.Instant) async throws(HTTPClientError)
        -> HTTPResponse
    {
        try await send(.GET, path, body: [], until: deadline)
    }

    package func post(_ path: String, body: [UInt8] = [], until deadline: ContinuousClock.Instant)
        async throws(HTTPClientError) -> HTTPResponse
    {
        try await send(.POST, path, body: body, until: deadline)
    }

    private func send(_ method: HTTPMethod, _ path: String, body: [UInt8], until deadline: ContinuousClock.Instant)
        async throws(HTTPClientError) -> HTTPResponse
    {
        let used = thread ?? HTTPThread()
        let result = await exchange(method, path, body, on: used.group.next(), until: deadline)
        if thread == nil { await used.end() }
        return try result.get()
    }

    private func exchange(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8], on eventLoop: any EventLoop,
        until deadline: ContinuousClock.Instant
    ) async -> Result<HTTPResponse, HTTPClientError> {
        guard let place = try? address.socketAddress() else { return .failure(.unusable(address)) }
        let answer = eventLoop.makePromise(of: HTTPResponse.self)
        let expiry = eventLoop.scheduleTask(in: TimeAmount(deadline - .now)) { answer.fail(Refusal.deadline) }
        ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(deadline - .now))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let security { try channel.pipeline.syncOperations.addHandler(security.handler(for: name)) }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(
                        ExchangeHandler(
                            requestHead(
                                method, path, method == .POST ? [("Content-Length", String(body.count))] : []),
                            body, mostBytes: mostBytes, answer: answer))
                }
            }
            .connect(to: place)
            .whenComplete { result in
                switch result {
                case .failure(let error): answer.fail(error)
                // However the exchange ends, the connection is closed.
                case .success(let channel): answer.futureResult.whenComplete { _ in channel.close(promise: nil) }
                }
            }
        let result = await withTaskCancellationHandler {
            try? await answer.futureResult.map { Result<HTTPResponse, HTTPClientError>.success($0) }
                .flatMapErrorThrowing { .failure(self.meaning(of: $0)) }.get()
        } onCancel: {
            answer.fail(Refusal.deadline)
        }
        expiry.cancel()
        return result ?? .failure(.noAnswer(address))
    }

    private func meaning(of error: any Error) -> HTTPClientError {
        switch error {
        case Refusal.deadline, ChannelError.connectTimeout: .deadline(address)
        case let error as IOError: .unreachable(address, code: error.errnoCode)
        default: HTTPSecurity.words(of: error).map { .insecure(address, $0) } ?? .noAnswer(address)
        }
    }
}

/// The reason why an exchange is abandoned.
enum Refusal: Error {
    case deadline
    case tooLarge
    case incomplete
}

extension ServerAddress {
    fileprivate var hostHeader: String {
        switch self {
        case .tcp: description
        case .control: "localhost"
        }
    }

    func socketAddress() throws -> SocketAddress {
        switch self {
        case .tcp(let host, let port): try SocketAddress(ipAddress: host, port: Int(port))
        case .control(let path, _): try SocketAddress(unixDomainSocketPath: path)
        }
    }
}
