import Glibc
import LinuxReactor
import PointsmanCore

/// Finds out whether a server of ours could listen at an address now.
///
/// PgBouncer only warns where it can't, and goes on with its Unix socket: the app's port would then be a stranger's.
enum ListenProbe {
    /// Whether a server of ours can listen at `place`, which another one may be about to leave.
    /// - Returns: why not, as a sentence; nil where it can.
    @Reactor
    static func complaint(at place: ListenAddress, within patience: Duration) async -> String? {
        let limit = ContinuousClock.now + patience
        while let code = failure(at: place) {
            guard code == EADDRINUSE, .now < limit else { return "PgBouncer: \(sentence(place, code))" }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        return nil
    }

    /// What binding at `place` failed with, and what would be right.
    static func sentence(_ place: ListenAddress, _ code: Int32) -> String {
        let remedy =
            switch code {
            case EADDRINUSE: "another process has that port: end it, or set pooler_listen to another one"
            case EADDRNOTAVAIL: "no interface of this machine has that address: set pooler_listen to one of its own"
            default: "set pooler_listen to an address that it may use"
            }
        return "it can't listen on \(place) (\(String(cString: strerror(code)))); \(remedy)"
    }

    /// The `errno` that binding fails with; nil where it succeeds.
    static func failure(at place: ListenAddress) -> Int32? {
        switch place.address {
        case .v4(let number):
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = place.port.bigEndian
            name.sin_addr.s_addr = number.bigEndian
            return bind(to: name, AF_INET)
        case .v6(let high, let low):
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = place.port.bigEndian
            withUnsafeMutableBytes(of: &name.sin6_addr) { bytes in
                bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
                bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return bind(to: name, AF_INET6)
        }
    }

    /// With the options that PgBouncer sets, so that it has the same success.
    private static func bind<Name>(to name: Name, _ family: Int32) -> Int32? {
        let number = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return errno }
        let descriptor = Descriptor(number)
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor.number, SOL_SOCKET, SO_REUSEADDR, &on, size)
        if family == AF_INET6 { setsockopt(descriptor.number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, size) }
        let status = withUnsafeBytes(of: name) { bytes in
            Glibc.bind(
                descriptor.number, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        return status == 0 ? nil : errno
    }
}
