import LinuxReactor

extension WireMisdeed {
    /// Does it until the other side ends the connection.
    /// - Parameter question: the columns of the answer that is asked for, with right values.
    @Reactor
    func perform(on stream: PeerStream, question: [(name: String, value: String?)]) async {
        switch self {
        case .reset: return stream.reset()
        case .end: stream.finish()
        case .drip: return await Self.drip(on: stream)
        case .encryptedDrip:
            guard await stream.send([UInt8(ascii: "S")]) else { return }
            return await Self.drip(on: stream)
        case .scramIterations, .scramCostly, .scramGarbage, .scramForEver: return await challenge(on: stream)
        case .passwordForEver, .passwordInClear:
            while await stream.send(WireText.authentication(3)), self == .passwordForEver,
                await stream.takeSome() != nil
            {}
        default:
            guard await stream.send(opening(question)) else { return }
            if self == .bigResult {
                for _ in 0..<1500 { guard await stream.send(Self.longRow) else { return } }
                let end = WireText.complete("SELECT 1500") + WireText.table(question) + WireText.ready
                guard await stream.send(end) else { return }
            }
            if let endless { await stream.flood(endless) }
        }
        await stream.ignore()
    }

    /// What is said once.
    private func opening(_ question: [(name: String, value: String?)]) -> [UInt8] {
        let one = WireText.table([("answer", "1")])
        switch self {
        case .garbage: return Self.noise(4096)
        case .hugeLength: return WireText.message("D", [0, 1], length: 0x7FFF_FFF0)
        case .hugeMessage: return WireText.message("D", [0, 1], length: 0x3FFF_FFF0)
        case .halfMessage: return WireText.message("T", [0, 1, 97, 98], length: 100)
        case .unaskedAnswer: return one + WireText.ready + one + WireText.ready
        case .rows, .bigResult: return WireText.columns(["answer"])
        case .bigField:
            return WireText.columns(["answer"]) + WireText.row([[UInt8](repeating: 120, count: 1 << 20)])
                + WireText.complete("SELECT 1") + WireText.table(question) + WireText.ready
        case .manyColumns: return Self.widestAnswer
        case .copyIn: return WireText.message("G", [0, 0, 1, 0, 0])
        case .copyOut, .copyForEver: return WireText.message("H", [0, 0, 1, 0, 0])
        case .copyBoth: return WireText.message("W", [0, 0, 1, 0, 0])
        case .copyDone:
            return WireText.message("H", [0, 0, 1, 0, 0]) + WireText.message("d", [97, 10]) + WireText.message("c", [])
                + WireText.complete("COPY 1") + WireText.ready
        case .noResult: return WireText.ready
        case .wrongColumns: return WireText.table([("a", "1"), ("b", nil), ("recovering", "t")]) + WireText.ready
        case .nulls: return WireText.table(question.map { ($0.name, nil) }) + WireText.ready
        case .invalidText:
            return WireText.columns(question.map(\.name))
                + WireText.row(question.map { _ in [0xFF, 0xC0, 0xAF, 0xED] })
                + WireText.complete("SELECT 1") + WireText.ready
        case .hugeNumbers:
            let number = String(repeating: "9", count: 40)
            return WireText.table(question.map { ($0.name, $0.name == "recovering" ? "t" : number) }) + WireText.ready
        case .emptyQuery: return WireText.message("I", []) + WireText.ready
        case .functionResult: return WireText.message("V", WireText.int32(4) + [1, 2, 3, 4]) + WireText.ready
        case .scramUnknown: return WireText.authentication(10, WireText.text("SCRAM-SHA-999") + [0])
        case .authenticationUnknown: return WireText.authentication(99)
        case .negotiation:
            let options = (0..<1000).flatMap { WireText.text("_pq_.option\($0)") }
            return WireText.message("v", WireText.int32(0x3_0000) + WireText.int32(1000) + options)
        case .encryptedGarbage: return [UInt8(ascii: "S")] + Self.noise(4096)
        case .encryptedSilence: return [UInt8(ascii: "S")]
        case .encryptionOdd: return [UInt8(ascii: "X")]
        case .oldError: return Array("E".utf8)
        default: return []
        }
    }

    /// What is said again and again after that; nil for nothing.
    private var endless: [UInt8]? {
        switch self {
        case .garbageForEver: Self.longNoise
        case .hugeMessage: [UInt8](repeating: 120, count: 65_536)
        case .notices: WireText.complaint("N", "NOTICE", "00000", String(repeating: "notice ", count: 100))
        case .notifications: WireText.notification("pointsman", String(repeating: "payload ", count: 100))
        case .parameters:
            Array((0..<500).map { WireText.parameter("parameter_\($0)", String(repeating: "v", count: 100)) }.joined())
        case .errors: WireText.complaint("E", "ERROR", "XX000", String(repeating: "error ", count: 100))
        case .strangeMessages: Array("12nst3".map { WireText.message($0, [0, 0]) }.joined())
        case .readyForEver: WireText.ready
        case .rows: WireText.row([[UInt8](repeating: 120, count: 1000)])
        case .results: WireText.table([("answer", "1")])
        case .copyForEver: WireText.message("d", [UInt8](repeating: 120, count: 1000))
        case .oldError: Array("it is an error without an end ".utf8)
        default: nil
        }
    }

    /// A whole message, one byte of it a second.
    @Reactor
    private static func drip(on stream: PeerStream) async {
        for byte in WireText.complaint("N", "NOTICE", "00000", String(repeating: "slow ", count: 100)) {
            guard await stream.send([byte]), await stream.lasts(.seconds(1)) else { return }
        }
    }

    /// SCRAM (RFC 5802) with a challenge that should not be taken up.
    @Reactor
    private func challenge(on stream: PeerStream) async {
        repeat {
            guard await stream.send(WireText.authentication(10, WireText.text("SCRAM-SHA-256") + [0])),
                let answer = await stream.takeSome()
            else { return }
            let nonce = String(decoding: answer, as: UTF8.self).firstRange(of: "r=").map { place in
                String(String(decoding: answer, as: UTF8.self)[place.upperBound...].prefix { $0 != "," && $0 != "\0" })
            }
            // Some 0.3 seconds, which is as much as is computed.
            let rounds: Int? = self == .scramIterations ? 2_000_000_000 : self == .scramCostly ? 640_000 : nil
            let words =
                rounds.map { "r=\(nonce ?? "")server,s=c2FsdHNhbHRzYWx0,i=\($0)" } ?? "r=,s=====,i=\u{7F}nonsense"
            guard await stream.send(WireText.authentication(11, Array(words.utf8))) else { return }
        } while self == .scramForEver
        await stream.ignore()
    }

    /// Makes what takes long to make: off the reactor, where it would stop all neighbours.
    package static func prepare() {
        _ = (longRow, longNoise, widestAnswer)
    }

    private static let longRow = WireText.row([[UInt8](repeating: 120, count: 32_000)])
    static let longNoise = noise(65_536)
    private static let widestAnswer =
        WireText.table((0..<60_000).map { ("column_\($0)", nil) }) + WireText.ready

    /// Bytes that look like chance and are always the same.
    static func noise(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 0x5EED)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }
}
