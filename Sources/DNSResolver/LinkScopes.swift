import CAres
import Glibc

/// The interfaces of link-local servers (`fe80::1%eth0`), and the socket calls with which c-ares uses them: c-ares 1.18
/// itself connects to such an address without its interface, which the kernel refuses.
final class LinkScopes {
    /// The interfaces' indexes, by the bytes of the address.
    private let interfaces: [[UInt8]: UInt32]
    /// The functions, to which c-ares keeps a pointer.
    private let functions = UnsafeMutablePointer<ares_socket_functions>.allocate(capacity: 1)

    /// The interfaces of `servers`, each `ADDRESS:PORT`; nil if none of them names one. Throws if this machine lacks an
    /// interface.
    static func of(_ servers: [String]) throws(DNSError) -> LinkScopes? {
        var interfaces: [[UInt8]: UInt32] = [:]
        for server in servers {
            let parts = server.split(separator: "%", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let zone = String(parts[1].prefix { $0 != "]" })
            let index = UInt32(zone) ?? if_nametoindex(zone)
            guard index > 0 else { throw DNSError(.badServers, "\(server): this machine has no interface \(zone)") }
            var address = in6_addr()
            guard inet_pton(AF_INET6, String(parts[0].drop { $0 == "[" }), &address) == 1 else { continue }
            interfaces[bytes(address)] = interfaces[bytes(address)] ?? index
        }
        return interfaces.isEmpty ? nil : LinkScopes(interfaces)
    }

    private init(_ interfaces: [[UInt8]: UInt32]) {
        self.interfaces = interfaces
        functions.initialize(to: Self.opened())
    }

    deinit {
        functions.deallocate()
    }

    /// `server` in the form that c-ares reads.
    static func withoutZone(_ server: String) -> String {
        guard let start = server.firstIndex(of: "%") else { return server }
        return String(server[..<start] + server[start...].drop { $0 != "]" })
    }

    /// Makes `channel` open its sockets here; the channel must not outlive this object.
    func serve(_ channel: ares_channel) {
        ares_set_socket_functions(channel, functions, Unmanaged.passUnretained(self).toOpaque())
    }

    private static func opened() -> ares_socket_functions {
        ares_socket_functions(
            asocket: { family, type, proto, _ in
                socket(family, type | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), proto)
            },
            aclose: { descriptor, _ in close(descriptor) },
            aconnect: { descriptor, address, length, scopes in
                guard let address, let scopes else { return -1 }
                return Unmanaged<LinkScopes>.fromOpaque(scopes).takeUnretainedValue()
                    .connect(descriptor, address, length)
            },
            arecvfrom: { descriptor, buffer, count, flags, address, length, _ in
                recvfrom(descriptor, buffer, count, flags, address, length)
            },
            asendv: { descriptor, parts, count, _ in writev(descriptor, parts, count) })
    }

    private func connect(
        _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
    ) -> Int32 {
        guard address.pointee.sa_family == sa_family_t(AF_INET6), length >= MemoryLayout<sockaddr_in6>.size else {
            return Glibc.connect(descriptor, address, length)
        }
        var place = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
        place.sin6_scope_id = interfaces[Self.bytes(place.sin6_addr)] ?? place.sin6_scope_id
        return withUnsafeBytes(of: place) { bytes in
            Glibc.connect(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
    }

    private static func bytes(_ address: in6_addr) -> [UInt8] { withUnsafeBytes(of: address) { Array($0) } }
}
