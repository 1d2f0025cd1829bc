import Glibc
import LinuxReactor
import Synchronization

/// Asks an agent's `/livez`, again and again, from a thread of its own, so that nothing that the test does delays it.
final class LivenessWatch: Sendable {
    struct Look: Sendable {
        let sent: ContinuousClock.Instant
        /// How long the answer took; nil where it was not 200, or none came within a second.
        let took: Duration?
    }

    private let path: String
    private let looks = Mutex<[Look]>([])
    private let isStopping = Atomic(false)
    private let ended = Atomic(false)

    private static let pause: UInt32 = 20_000

    /// - Parameter path: the agent's control socket.
    init(_ path: String) {
        self.path = path
        Task { [self] in
            await offReactor {
                while !self.isStopping.load(ordering: .relaxed) {
                    let sent = ContinuousClock.now
                    let isGood = Self.ask(path)
                    self.looks.withLock { $0.append(Look(sent: sent, took: isGood ? .now - sent : nil)) }
                    usleep(Self.pause)
                }
            }
        }
    }

    func stop() { isStopping.store(true, ordering: .relaxed) }

    /// The looks since `moment`.
    func looks(since moment: ContinuousClock.Instant) -> [Look] { looks.withLock { $0.filter { $0.sent >= moment } } }

    private static func ask(_ path: String) -> Bool {
        let descriptor = Descriptor(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor.number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let status = withUnsafeBytes(of: name) { bytes in
            connect(
                descriptor.number, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        let request = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        guard status == 0, send(descriptor.number, request, request.utf8.count, Int32(MSG_NOSIGNAL)) > 0 else {
            return false
        }
        var answer = [UInt8](repeating: 0, count: 1024)
        let count = recv(descriptor.number, &answer, answer.count, 0)
        return count > 0 && answer.starts(with: "HTTP/1.1 200 ".utf8)
    }
}
