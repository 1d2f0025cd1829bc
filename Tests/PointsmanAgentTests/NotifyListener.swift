import Glibc
import LinuxReactor

/// What systemd is to a service: a datagram socket that takes its messages.
@Reactor
final class NotifyListener {
    private let descriptor: Descriptor
    private let waiter = Waiter()

    init(path: String) throws {
        descriptor = Descriptor(socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw SystemError(call: "bind \(path)", code: errno) }
    }

    /// The next message; nil when none comes before `deadline`.
    func next(until deadline: ContinuousClock.Instant = .now + .seconds(60)) async -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        repeat {
            let count = recv(descriptor.number, &buffer, buffer.count, 0)
            if count >= 0 { return String(decoding: buffer.prefix(count), as: UTF8.self) }
        } while await waiter.wait(on: descriptor.number, until: deadline) == .ready
        return nil
    }

    /// Takes what is there already.
    func drain() async {
        while await next(until: .now) != nil {}
    }
}
