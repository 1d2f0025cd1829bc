import Glibc
import LinuxReactor
import TestServers

/// A port of 127.0.0.1 that somebody else listens at.
final class ListeningSocket: Sendable {
    let port: UInt16
    private let descriptor: Int32
    var number: Int32 { descriptor }

    /// The kernel chooses a port that is 0.
    init(port: UInt16 = 0) throws {
        let bound = try BoundSocket(.stream, host: "127.0.0.1", port: port)
        self.port = bound.address.port
        // A descriptor of its own, since the other one closes with its owner.
        descriptor = fcntl(bound.descriptor.number, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0, listen(descriptor, 8) == 0 else { throw SystemError(call: "listen", code: errno) }
    }

    deinit {
        close(descriptor)
    }
}
