import NIOCore
import NIOHTTP1

/// The client's side of one connection: sends its only request once it is open, and collects the answer.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let head: HTTPRequestHead
    private let body: [UInt8]
    private let mostBytes: Int
    private let answer: EventLoopPromise<HTTPResponse>
    private var response = HTTPResponse(status: 0, body: [])

    init(
        _ head: HTTPRequestHead, _ body: [UInt8], mostBytes: Int, answer: EventLoopPromise<HTTPResponse>
    ) {
        self.head = head
        self.body = body
        self.mostBytes = mostBytes
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            response.status = Int(head.status.code)
            response.contentType = head.headers.first(name: "Content-Type") ?? ""
            response.fields = head.headers.map { HTTPResponse.Field($0.name, $0.value) }
        case .body(let bytes):
            guard response.body.count + bytes.readableBytes <= mostBytes else {
                errorCaught(context: context, error: Refusal.tooLarge)
                return
            }
            response.body += bytes.readableBytesView
        case .end:
            answer.succeed(response)
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An answer that ends with its connection is whole all the same: what reads it notices where it was cut.
        if HTTPSecurity.isUnsaidEnd(error) { return }
        answer.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(Refusal.incomplete)
    }
}
