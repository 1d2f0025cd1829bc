import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanCore

/// The check whether PgBouncer could listen at all places of `pooler_listen` now.
///
/// PgBouncer only warns about a place that it can't use, and goes on with the others: the app's port would then belong
/// to another program. It also removes the Unix socket of another PgBouncer.
struct ListenProbe: Sendable {
    let listen: PoolerListen

    /// Checks whether PgBouncer can listen, and waits for another program that may be about to leave.
    /// - Returns: a sentence that says why it can't; nil if it can.
    @Reactor
    func complaint(within patience: Duration) async -> String? {
        let limit = ContinuousClock.now + patience
        while true {
            guard let trouble = await offReactor({ trouble() }) else { return nil }
            guard trouble.mayPass, .now < limit else { return "PgBouncer: \(trouble.sentence)" }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
    }

    struct Trouble: Equatable {
        /// A sentence that says what failed, and what to set instead.
        let sentence: String
        /// Whether another process has the place, which it may leave.
        var mayPass = false
    }

    /// The obstacle; nil if there is none. It blocks if a name has to be looked up: not for the reactor.
    func trouble() -> Trouble? {
        for place in listen.places {
            switch place {
            case .all:
                if let trouble = Self.trouble(at: "*:\(listen.port)", any, needsAll: false) { return trouble }
            case .address(let address):
                let place = ListenAddress(address: address, port: listen.port)
                if let trouble = Self.trouble(at: "\(place)", [place], needsAll: true) { return trouble }
            case .name(let name):
                switch HostAddresses.all(of: name) {
                case .failure(let words):
                    return Trouble(
                        sentence: "it can't listen on \(name): this machine knows no address of it (\(words)); set "
                            + "pooler_listen to an address")
                case .success(let addresses):
                    let places = addresses.map { ListenAddress(address: $0, port: listen.port) }
                    if let trouble = Self.trouble(at: "\(name):\(listen.port)", places, needsAll: false) {
                        return trouble
                    }
                }
            }
        }
        return listen.socketFolder.flatMap { SocketProbe(folder: $0, port: listen.port).trouble }
    }

    /// The addresses of `*`. On a machine without IPv6 it is 0.0.0.0 alone.
    private var any: [ListenAddress] {
        [.v4(0), .v6(high: 0, low: 0)].map { ListenAddress(address: $0, port: listen.port) }
    }

    /// - Parameter needsAll: whether each of the addresses must be this machine's; otherwise one is enough.
    private static func trouble(at words: String, _ places: [ListenAddress], needsAll: Bool) -> Trouble? {
        let failures = places.compactMap { place in failure(at: place).map { (place, $0) } }
        let worst = failures.first { $0.1 == EADDRINUSE } ?? failures.first
        guard let (place, code) = worst, needsAll || code == EADDRINUSE || failures.count == places.count else {
            return nil
        }
        let isOne = "\(place)" == words
        return Trouble(
            sentence: sentence(isOne ? words : "\(words), which is \(place)", code), mayPass: code == EADDRINUSE)
    }

    private static func sentence(_ place: String, _ code: Int32) -> String {
        let remedy =
            switch code {
            case EADDRINUSE: "another process has that port: end it, or set pooler_listen to another one"
            case EADDRNOTAVAIL: "no interface of this machine has that address: set pooler_listen to one of its own"
            default: "set pooler_listen to an address that it may use"
            }
        return "it can't listen on \(place) (\(String(cString: strerror(code)))); \(remedy)"
    }

    /// The `errno` that binding fails with; nil if it succeeds.
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

    /// Binds with the same options as PgBouncer, so that it fails exactly if PgBouncer would.
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
