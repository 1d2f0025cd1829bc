package import LinuxReactor

/// What an HTTP server does instead of answering.
package enum WebMisdeed: String, CaseIterable, Sendable {
    case silence, drip, garbage, garbageForEver, reset, end, halfHead, headForEver, longLine, hints
    case bodyForEver, chunksForEver, chunkGarbage, hugeLength, wrongLength, twoLengths, redirect, emptyDocument
    case deepDocument, wideDocument, wideObject, escapes, longNumber, invalidText, unaskedAnswers
}

/// A scripted HTTP server where an agent looks for Patroni, flycheck or another agent. It misbehaves at each request, and
/// does not know what is asked.
@Reactor
package final class WebNeighbour {
    private let misdeed: WebMisdeed
    private var listener: PeerListener?

    package init(_ misdeed: WebMisdeed, host: String, port: UInt16 = 0) throws(SystemError) {
        self.misdeed = misdeed
        listener = try PeerListener(host: host, port: port) { [weak self] in await self?.serve($0) }
    }

    package var port: UInt16 { listener?.address.port ?? 0 }
    package var count: Int { listener?.count ?? 0 }

    package func stop() {
        listener?.stop()
    }

    private func serve(_ stream: PeerStream) async {
        guard await stream.take(through: Array("\r\n\r\n".utf8)) != nil else { return }
        switch misdeed {
        case .reset: return stream.reset()
        case .end: stream.finish()
        case .drip:
            for byte in Self.answer("{}") {
                guard await stream.send([byte]), await stream.lasts(.seconds(1)) else { return }
            }
        default:
            guard await stream.send(opening) else { return }
            if let endless { await stream.flood(endless) }
        }
        await stream.ignore()
    }

    /// What is said once.
    private var opening: [UInt8] {
        let line = Array("HTTP/1.1 200 OK\r\n".utf8)
        func head(_ lines: String) -> [UInt8] { line + Array("\(lines)\r\n\r\n".utf8) }
        return switch misdeed {
        case .garbage: WireMisdeed.noise(4096)
        case .halfHead: line + Array("Content-Le".utf8)
        case .headForEver: line
        case .longLine: line + Array("X-Long: ".utf8)
        case .bodyForEver: head("Connection: close")
        case .chunksForEver: head("Transfer-Encoding: chunked")
        case .chunkGarbage: head("Transfer-Encoding: chunked") + Array("FFFFFFFFFFFFFFFFFFFF\r\nzz\r\n-1\r\n".utf8)
        case .hugeLength: head("Content-Length: 1073741824")
        case .wrongLength: head("Content-Length: -5") + Array("{}".utf8)
        case .twoLengths: head("Content-Length: 2\r\nContent-Length: 20000") + Array("{}".utf8)
        case .redirect: Array("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n".utf8)
        case .emptyDocument: Self.answer("")
        case .deepDocument: Self.answer(String(repeating: "[", count: 60_000))
        case .wideDocument: Self.answer("[" + String(repeating: "{},", count: 20_000) + "{}]")
        case .wideObject: Self.answer(Self.many)
        case .escapes: Self.answer("{\"patroni\": \"\(String(repeating: "\\n", count: 30_000))\"}")
        case .longNumber: Self.answer("{\"timeline\": " + String(repeating: "9", count: 60_000) + "}")
        case .invalidText: head("Content-Length: 8") + [0x7B, 0x22, 0xFF, 0xC0, 0xED, 0xAF, 0x22, 0x7D]
        default: []
        }
    }

    /// What is said again and again after that; nil for nothing.
    private var endless: [UInt8]? {
        switch misdeed {
        case .garbageForEver: WireMisdeed.longNoise
        case .headForEver:
            Array((0..<500).map { "X-Header-\($0): \(String(repeating: "v", count: 60))\r\n" }.joined().utf8)
        case .longLine, .bodyForEver, .hugeLength: [UInt8](repeating: 120, count: 65_536)
        case .chunksForEver: Array("1000\r\n\(String(repeating: "x", count: 0x1000))\r\n".utf8)
        case .hints: Array("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".utf8)
        case .unaskedAnswers: Self.answer("{}")
        default: nil
        }
    }

    /// Almost as many names as fit into what the agent reads.
    private static let many = "{" + (0..<5_000).map { "\"n\($0)\": 0" }.joined(separator: ",") + "}"

    private static func answer(_ body: String) -> [UInt8] {
        Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }
}
