import Glibc
package import LinuxReactor

/// A scripted DNS server, over UDP and TCP, that knows addresses (A) of some names and misbehaves once it is told to.
@Reactor
package final class ResolverNeighbour {
    private let misdeed: ResolverMisdeed?
    private let zone: [String: [String]]
    private let datagrams: Descriptor
    private var listener: PeerListener?
    private var serving: Task<Void, Never>?
    private var isMisbehaving = false
    package let address: LoopbackAddress
    /// How often it was asked.
    package private(set) var count = 0

    /// - Parameter zone: by name, without the last dot, IPv4 addresses.
    package init(_ misdeed: ResolverMisdeed?, zone: [String: [String]]) throws {
        self.misdeed = misdeed
        self.zone = zone
        address = try LoopbackAddress.free()
        let bound = try BoundSocket(.datagrams, host: address.host, port: address.port)
        datagrams = Descriptor(fcntl(bound.descriptor.number, F_DUPFD_CLOEXEC, 0))
        _ = fcntl(datagrams.number, F_SETFL, O_NONBLOCK)
        listener = try PeerListener(host: address.host, port: address.port) { [weak self] in await self?.serve($0) }
        serving = Reactor.task { await self.serveDatagrams() }
    }

    /// `ADDRESS:PORT`.
    package var server: String { "\(address.host):\(address.port)" }

    package func turn() { isMisbehaving = misdeed != nil }

    package func stop() {
        serving?.cancel()
        listener?.stop()
    }

    private func serveDatagrams() async {
        let waiter = Waiter()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while await waiter.wait(on: datagrams.number, for: .reading) == .ready {
            var from = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let size = withUnsafeMutableBytes(of: &from) { bytes in
                recvfrom(
                    datagrams.number, &buffer, buffer.count, 0,
                    bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
            }
            guard size > 0, let query = ResolverQuery(Array(buffer.prefix(size))) else { continue }
            count += 1
            let peer = from
            Reactor.task {
                for answer in await self.answers(to: query) { self.send(answer, to: peer) }
            }
        }
    }

    private func send(_ bytes: [UInt8], to peer: sockaddr_in) {
        withUnsafeBytes(of: peer) { name in
            _ = sendto(
                datagrams.number, bytes, bytes.count, 0, name.baseAddress!.assumingMemoryBound(to: sockaddr.self),
                socklen_t(name.count))
        }
    }

    /// What goes back over UDP.
    private func answers(to query: ResolverQuery) async -> [[UInt8]] {
        let right = query.answer(records: records(of: query))
        guard isMisbehaving, let misdeed else { return [right] }
        switch misdeed {
        case .silence: return []
        case .delayed:
            await Reactor.sleep(until: .now + .milliseconds(1900))
            return [right]
        case .garbage: return [Array(right.prefix(2)) + WireMisdeed.noise(600)]
        case .empty: return [[], Array(right.prefix(7))]
        case .wrongID: return [[right[0] ^ 0xFF, right[1] ^ 0xFF] + right.dropFirst(2)]
        case .wrongQuestion: return [query.answer(asking: "another.name", records: records(of: query))]
        case .refused: return [query.answer(code: 5, records: [])]
        case .failed: return [query.answer(code: 2, records: [])]
        case .flood: return Array(repeating: query.answer(asking: "another.name", records: []), count: 2000) + [right]
        case .truncatedSilence, .truncatedDrip, .truncatedGarbage, .truncatedHalf, .truncatedReset, .truncatedForEver,
            .manyAddresses, .manyLongAddresses:
            return [query.answer(truncated: true, records: [])]
        case .pointerLoop, .aliasLoop, .aliasForEver, .halfRecord, .wrongLength, .longestName, .zeroLifetime,
            .longestLifetime:
            return [query.answer(with: misdeed, records: records(of: query), turn: count)]
        }
    }

    private func serve(_ stream: PeerStream) async {
        while let head = await stream.take(2), let body = await stream.take(Int(head[0]) << 8 | Int(head[1])),
            let query = ResolverQuery(body)
        {
            count += 1
            let right = Self.framed(query.answer(records: records(of: query)))
            guard isMisbehaving, let misdeed else {
                guard await stream.send(right) else { return }
                continue
            }
            switch misdeed {
            case .manyAddresses:
                let many = (0..<4000).map { ResolverQuery.Record.address("127.77.\($0 / 250).\($0 % 250 + 1)") }
                guard await stream.send(Self.framed(query.answer(records: records(of: query) + many))) else { return }
            case .manyLongAddresses:
                let many = (0..<2300).map { ResolverQuery.Record.longAddress(UInt16($0)) }
                guard await stream.send(Self.framed(query.answer(records: many))) else { return }
            case .truncatedDrip:
                for byte in right {
                    guard await stream.send([byte]), await stream.lasts(.seconds(1)) else { return }
                }
            case .truncatedGarbage: guard await stream.send(WireMisdeed.noise(4096)) else { return }
            case .truncatedHalf:
                guard await stream.send([0xFF, 0xFF] + right.dropFirst(2)) else { return }
                return await stream.ignore()
            case .truncatedReset: return stream.reset()
            case .truncatedForEver: return await stream.flood(Self.framed(query.answer(asking: "other", records: [])))
            default: return await stream.ignore()
            }
        }
    }

    private static func framed(_ message: [UInt8]) -> [UInt8] { WireText.int16(UInt16(message.count)) + message }

    private func records(of query: ResolverQuery) -> [ResolverQuery.Record] {
        query.type == 1 ? (zone[query.name] ?? []).map { .address($0) } : []
    }
}
