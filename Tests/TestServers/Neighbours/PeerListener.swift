import Glibc
package import LinuxReactor

/// A TCP port that hands each connection to one task.
@Reactor
package final class PeerListener {
    package let address: LoopbackAddress
    private let listener: Descriptor
    private var accepting: Task<Void, Never>?
    private var links: [ObjectIdentifier: (stream: PeerStream, task: Task<Void, Never>)] = [:]
    /// How often a connection was taken.
    package private(set) var count = 0

    /// - Parameter port: 0 lets the kernel choose.
    package init(
        host: String, port: UInt16 = 0, serve: @escaping @Reactor (PeerStream) async -> Void
    ) throws(SystemError) {
        let bound = try BoundSocket(.stream, host: host, port: port)
        address = bound.address
        listener = Descriptor(fcntl(bound.descriptor.number, F_DUPFD_CLOEXEC, 0))
        guard listen(listener.number, 512) == 0 else { throw SystemError(call: "listen", code: errno) }
        _ = fcntl(listener.number, F_SETFL, O_NONBLOCK)
        accepting = Reactor.task { await self.accept(serve) }
    }

    /// Ends all connections by RST; new ones are taken as before.
    package func cut() {
        for link in links.values {
            link.stream.reset()
            link.task.cancel()
        }
        links = [:]
    }

    package func stop() {
        accepting?.cancel()
        cut()
    }

    private func accept(_ serve: @escaping @Reactor (PeerStream) async -> Void) async {
        let waiter = Waiter()
        while await waiter.wait(on: listener.number, for: .reading) == .ready {
            let number = Glibc.accept(listener.number, nil, nil)
            guard number >= 0 else { continue }
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            _ = fcntl(number, F_SETFL, O_NONBLOCK)
            count += 1
            let stream = PeerStream(number)
            let key = ObjectIdentifier(stream)
            let task = Reactor.task {
                await serve(stream)
                self.links[key] = nil
            }
            links[key] = (stream, task)
        }
    }
}
