import Glibc
import LinuxReactor
import TestServers

/// Stands between the agent and PgBouncer's console, passes everything on, and reports each command to a counter three
/// times: just before it reaches PgBouncer, right after, and when its answer has come back and the agent has not seen it.
///
/// It outlives whom it helps to kill: the guard's own console leads through it too.
@Reactor
final class ConsoleProxy {
    let port: UInt16
    private let listener: Descriptor
    private let target: UInt16
    private let counter: CrashCounter
    private var links: [ConsoleLink] = []
    private var accepting: Task<Void, Never>?

    /// - Parameter target: PgBouncer's port on 127.0.0.1.
    init(to target: UInt16, counter: CrashCounter) throws {
        let bound = try BoundSocket(.stream, host: "127.0.0.1")
        port = bound.address.port
        listener = Descriptor(fcntl(bound.descriptor.number, F_DUPFD_CLOEXEC, 0))
        guard listen(listener.number, 64) == 0 else { throw SystemError(call: "listen", code: errno) }
        self.target = target
        self.counter = counter
        accepting = Reactor.task { await self.accept() }
    }

    func stop() {
        accepting?.cancel()
        links.forEach { $0.cut() }
    }

    private func accept() async {
        let waiter = Waiter()
        while await waiter.wait(on: listener.number, for: .reading) == .ready {
            let client = Glibc.accept(listener.number, nil, nil)
            guard client >= 0 else { continue }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            let server = Self.connect(to: target)
            guard server >= 0 else {
                // Nobody there: the agent finds the same as without us, an end before the first word.
                close(client)
                continue
            }
            let link = ConsoleLink(client: client, server: server, counter: counter)
            links.append(link)
            Reactor.task {
                await link.run()
                self.links.removeAll { $0 === link }
            }
        }
    }

    private static func connect(to port: UInt16) -> Int32 {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return -1 }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafeBytes(of: name) { bytes in
            Glibc.connect(number, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        if status == 0 { return number }
        close(number)
        return -1
    }
}
