import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP server for a program's own state, on one thread: a TCP address that only reads, and a Unix socket for
/// its owner that also takes changes. It handles paths and bytes without knowing their meaning.
package actor StatusServer {
    private let table: RouteTable
    private let access: CurrentAccess
    private let limits: ServerLimits
    private var running: Running?

    private struct Running {
        let group: MultiThreadedEventLoopGroup
        var doors: [Door] = []
        var socket: ControlSocket?
    }

    /// A listening socket with its connections.
    private struct Door {
        let channel: any Channel
        let connections: NIOLoopBound<Connections>
    }

    /// - Parameter access: the policy of the TCP address.
    package init(
        routes: [HTTPRoute], access: AccessPolicy = AccessPolicy(), limits: ServerLimits = ServerLimits()
    ) {
        table = RouteTable(routes: routes)
        self.access = CurrentAccess(access)
        self.limits = limits
    }

    /// Takes another policy, from the next request on.
    package nonisolated func take(_ access: AccessPolicy) {
        self.access.take(access)
    }

    /// Opens all addresses, or none if one fails, which throws.
    /// - Returns: the addresses in order, with the ports that the kernel chose.
    @discardableResult
    package func start(on addresses: [ServerAddress]) async throws(ListenError) -> [ServerAddress] {
        precondition(running == nil, "the server runs already")
        running = Running(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
        var opened: [ServerAddress] = []
        do throws(ListenError) {
            for address in addresses {
                opened.append(try await open(address))
            }
        } catch {
            await stop(within: .zero)
            throw error
        }
        return opened
    }

    /// Accepts no more connections, closes idle ones, lets answers under way finish within `limit`, and ends.
    package func stop(within limit: Duration = .seconds(5)) async {
        guard let running else { return }
        self.running = nil
        for door in running.doors {
            try? await door.channel.close().get()
        }
        running.socket?.remove()
        let ends = running.doors.map { door in
            let eventLoop = door.channel.eventLoop
            return eventLoop.flatSubmit { door.connections.value.end(on: eventLoop, within: TimeAmount(limit)) }
        }
        for end in ends {
            try? await end.get()
        }
        try? await running.group.shutdownGracefully()
    }

    /// The number of open connections at all sockets.
    package func connectionCount() async -> Int {
        var count = 0
        for door in running?.doors ?? [] {
            let counted = door.channel.eventLoop.submit { door.connections.value.count }
            count += (try? await counted.get()) ?? 0
        }
        return count
    }

    private func open(_ address: ServerAddress) async throws(ListenError) -> ServerAddress {
        guard let running else { throw ListenError(place: address.description, reason: .system(ECANCELED)) }
        let (eventLoop, limits) = (running.group.next(), limits)
        // Made on the event loop that it belongs to.
        let made = eventLoop.submit { NIOLoopBound(Connections(limits), eventLoop: eventLoop) }
        guard let connections = try? await made.get() else {
            throw ListenError(place: address.description, reason: .system(ECANCELED))
        }
        do {
            switch address {
            case .tcp(let host, let port):
                let bootstrap = bootstrap(.tcp, connections).serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                guard let place = try? SocketAddress(ipAddress: host, port: Int(port)) else {
                    throw ListenError(place: address.description, reason: .unusable)
                }
                let channel = try await bootstrap.bind(to: place).get()
                self.running?.doors.append(Door(channel: channel, connections: connections))
                return .tcp(host, port: UInt16(channel.localAddress?.port ?? Int(port)))
            case .control(let path, let group):
                let socket = try ControlSocket(binding: path, for: group)
                self.running?.socket = socket
                let channel = try await bootstrap(.control, connections).withBoundSocket(socket.descriptor).get()
                self.running?.doors.append(Door(channel: channel, connections: connections))
                return address
            }
        } catch {
            if let error = error as? ListenError { throw error }
            throw ListenError(place: address.description, reason: .system((error as? IOError)?.errnoCode ?? EIO))
        }
    }

    private nonisolated func bootstrap(
        _ origin: HTTPRequest.Origin, _ connections: NIOLoopBound<Connections>
    ) -> ServerBootstrap {
        let (table, access, limits) = (table, access, limits)
        var parsing = NIOHTTPDecoderLimitConfiguration()
        parsing.maxHeaderFieldSize = limits.headerBytes
        parsing.maxHeaderListSize = limits.headerBytes
        parsing.maxHeaderFieldCount = 64
        let parsingLimits = parsing
        return ServerBootstrap(group: connections.eventLoop)
            .serverChannelOption(.backlog, value: 128)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withErrorHandling: false, withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: parsingLimits)
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionHandler(
                            gate: RequestGate(table: table, access: access, origin: origin, limits: limits),
                            limits: limits, connections: connections.value))
                }
            }
    }
}
