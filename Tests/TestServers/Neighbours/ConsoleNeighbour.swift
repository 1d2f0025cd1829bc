package import LinuxReactor

/// Stands before a real PgBouncer's console, passes everything on, and misbehaves once it is told to. A command in whose
/// answer it does so has reached PgBouncer.
@Reactor
package final class ConsoleNeighbour {
    private let misdeed: WireMisdeed?
    private let moment: WireMisdeed.Moment
    /// How the command begins in whose answer it misbehaves, with ``WireMisdeed/Moment/probe``.
    private let command: String
    private let target: UInt16
    private var listener: PeerListener?
    private var isMisbehaving = false

    /// The commands of a session.
    nonisolated package static let commands = ["SHOW VERSION", "SHOW DATABASES", "PAUSE", "RELOAD", "RESUME", "SHOW"]

    /// What SHOW DATABASES has for columns in PgBouncer 1.18.
    private static let columns = [
        "name", "host", "port", "database", "force_user", "pool_size", "min_pool_size", "reserve_pool", "pool_mode",
        "max_connections", "current_connections", "paused", "disabled",
    ]

    /// - Parameter target: PgBouncer's port on 127.0.0.1.
    package init(
        _ misdeed: WireMisdeed?, at moment: WireMisdeed.Moment, of command: String, before target: UInt16
    ) throws(SystemError) {
        self.misdeed = misdeed
        self.moment = moment
        self.command = command
        self.target = target
        listener = try PeerListener(host: "127.0.0.1") { [weak self] in await self?.serve($0) }
    }

    package var port: UInt16 { listener?.address.port ?? 0 }
    package var count: Int { listener?.count ?? 0 }

    /// From here on it misbehaves; whoever is connected is cut off where the misdeed takes a new connection.
    package func turn() {
        isMisbehaving = misdeed != nil
        if moment == .greeting || moment == .authentication || command == "SHOW VERSION" { listener?.cut() }
    }

    /// It behaves again.
    package func relent() {
        isMisbehaving = false
        listener?.cut()
    }

    package func stop() {
        listener?.stop()
    }

    private func serve(_ client: PeerStream) async {
        guard let server = PeerStream(to: target) else { return client.reset() }
        let answers = Reactor.task { await self.relay(from: server, to: client) }
        await listen(to: client, before: server)
        server.reset()
        answers.cancel()
        client.reset()
    }

    /// From the client to PgBouncer.
    private func listen(to client: PeerStream, before server: PeerStream) async {
        var isLoggingIn = true
        while true {
            guard let head = await client.take(isLoggingIn ? 8 : 5) else { return }
            let length = head.dropFirst(isLoggingIn ? 0 : 1).prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let rest = length - (isLoggingIn ? 8 : 4)
            guard (0..<100_000).contains(rest), let body = await client.take(rest) else { return }
            if isLoggingIn {
                if await misbehaves(.greeting, to: client, before: server) { return }
                // Protocol 3.0: the start-up message itself; what comes before it asks for encryption.
                if head.suffix(4).elementsEqual([0, 3, 0, 0]) {
                    isLoggingIn = false
                    if await misbehaves(.authentication, to: client, before: server) { return }
                }
            }
            guard await server.send(head + body) else { return }
            guard head[0] == UInt8(ascii: "Q"), isMisbehaving else { continue }
            let text = String(decoding: body.dropLast(), as: UTF8.self)
            if moment == .end {
                let farewell = WireText.complaint(
                    "E", "FATAL", "57P01", "terminating connection: the server shuts down")
                guard await client.send(farewell) else { return }
                if await misbehaves(.end, to: client, before: server) { return }
            }
            if text.hasPrefix(command), await misbehaves(.probe, to: client, before: server) { return }
        }
    }

    /// From PgBouncer to the client.
    private func relay(from server: PeerStream, to client: PeerStream) async {
        while let bytes = await server.takeSome() {
            guard !client.isTaken, await client.send(bytes) else { break }
            guard isMisbehaving, moment == .idle, let misdeed, bytes.suffix(6).starts(with: [UInt8(ascii: "Z")]) else {
                continue
            }
            client.isReadElsewhere = true
            await misdeed.perform(on: client, question: Self.columns.map { ($0, "1") })
            break
        }
        if !client.isTaken { client.reset() }
    }

    /// Does the misdeed where this is its moment; what PgBouncer answers is lost then.
    private func misbehaves(
        _ moment: WireMisdeed.Moment, to client: PeerStream, before server: PeerStream
    ) async -> Bool {
        guard isMisbehaving, moment == self.moment, let misdeed else { return false }
        client.isTaken = true
        await misdeed.perform(on: client, question: Self.columns.map { ($0, "1") })
        return true
    }
}
