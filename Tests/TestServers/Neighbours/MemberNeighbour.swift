package import LinuxReactor

/// A scripted PostgreSQL that says that it is a standby of a given cluster, answers the agent's questions as such a standby
/// does, and misbehaves once it is told to.
@Reactor
package final class MemberNeighbour {
    private let misdeed: WireMisdeed?
    private let moment: WireMisdeed.Moment
    private let systemIdentifier: String
    private let port: UInt16
    private var listener: PeerListener?
    private var isMisbehaving = false
    package let host: String

    /// - Parameters:
    ///   - misdeed: nil for one that never misbehaves.
    ///   - port: that of the cluster's members.
    package init(
        _ misdeed: WireMisdeed?, at moment: WireMisdeed.Moment, of systemIdentifier: String, host: String, port: UInt16
    ) throws(SystemError) {
        self.misdeed = misdeed
        self.moment = moment
        self.systemIdentifier = systemIdentifier
        self.host = host
        self.port = port
        listener = try PeerListener(host: host, port: port) { [weak self] in await self?.serve($0) }
    }

    /// How often somebody connected.
    package var count: Int { listener?.count ?? 0 }

    /// From here on it misbehaves; whoever is connected is cut off where the misdeed takes a new connection.
    package func turn() {
        isMisbehaving = misdeed != nil
        if moment == .greeting || moment == .authentication { listener?.cut() }
    }

    package func stop() {
        listener?.stop()
    }

    private func serve(_ stream: PeerStream) async {
        guard await greet(stream) else { return }
        while let head = await stream.take(5) {
            let length = head.dropFirst().reduce(0) { $0 << 8 | Int($1) }
            guard (4..<1_000_000).contains(length), let body = await stream.take(length - 4) else { return }
            switch head[0] {
            case UInt8(ascii: "Q"):
                guard await answer(String(decoding: body.dropLast(), as: UTF8.self), on: stream) else { return }
            case UInt8(ascii: "X"): return
            default: continue
            }
        }
    }

    /// Up to the end of the login; false where the connection is done with.
    private func greet(_ stream: PeerStream) async -> Bool {
        while true {
            guard let head = await stream.take(8) else { return false }
            let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let code = head.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard length >= 8, length < 10_000, await stream.take(length - 8) != nil else { return false }
            if await misbehaves(.greeting, on: stream) { return false }
            // SSLRequest and GSSENCRequest.
            if code == 80_877_103 || code == 80_877_104 {
                guard await stream.send([UInt8(ascii: "N")]) else { return false }
                continue
            }
            if await misbehaves(.authentication, on: stream) { return false }
            return await stream.send(WireText.welcome)
        }
    }

    private func answer(_ statement: String, on stream: PeerStream) async -> Bool {
        if isMisbehaving, moment == .end {
            guard
                await stream.send(
                    WireText.complaint("E", "FATAL", "57P01", "terminating connection due to administrator command"))
            else { return false }
        }
        if await misbehaves(.end, on: stream) { return false }
        if await misbehaves(.probe, on: stream) { return false }
        if statement.hasPrefix("DO ") {
            // The watch of a standby: until it is promoted, which it isn't.
            guard await stream.lasts(.milliseconds(500)), await stream.send(WireText.complete("DO") + WireText.ready)
            else { return false }
        } else if statement.contains("pointsman_probe") {
            let first = WireText.table([("pointsman_promoting", "f")])
            guard await stream.send(first + WireText.table(question) + WireText.ready) else { return false }
        } else {
            guard await stream.send(WireText.table([("answer", "1")]) + WireText.ready) else { return false }
        }
        return await !misbehaves(.idle, on: stream)
    }

    /// Does the misdeed where this is its moment.
    private func misbehaves(_ moment: WireMisdeed.Moment, on stream: PeerStream) async -> Bool {
        guard isMisbehaving, moment == self.moment, let misdeed else { return false }
        await misdeed.perform(on: stream, question: question)
        return true
    }

    /// The row that tells an agent of a standby.
    private var question: [(name: String, value: String?)] {
        [
            ("recovering", "t"), ("system_identifier", systemIdentifier), ("started", "1700000000000000"),
            ("read_only", "off"), ("read_only_next", nil), ("timeline", "1"), ("lsn", "0/1500000"), ("staleness", nil),
            ("followers", nil), ("receiving", "t"), ("sender_host", "127.0.0.1"), ("sender_port", "\(port)"),
            ("endpoint_host", host), ("endpoint_port", "\(port)"), ("connections", "90"), ("version", "150004"),
        ]
    }
}
