import Glibc
import PointsmanCore

/// The addresses of a name as this machine's C library resolves it, for an address to listen at. It blocks: not for the
/// reactor.
enum HostAddresses {
    enum Answer {
        case success([IPAddress])
        /// The C library's error message.
        case failure(String)
    }

    static func all(of name: String) -> Answer {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(name, nil, &hints, &list)
        defer { if list != nil { freeaddrinfo(list) } }
        guard code == 0 else { return .failure(String(cString: gai_strerror(code))) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = address(entry), !addresses.contains(address) { addresses.append(address) }
            next = entry.ai_next
        }
        return .success(addresses)
    }

    private static func address(_ entry: addrinfo) -> IPAddress? {
        guard let place = entry.ai_addr else { return nil }
        let raw = UnsafeRawPointer(place)
        switch entry.ai_family {
        case AF_INET:
            let name = raw.loadUnaligned(as: sockaddr_in.self)
            return withUnsafeBytes(of: name.sin_addr) { IPAddress(bytes: Array($0)[...]) }
        case AF_INET6:
            let name = raw.loadUnaligned(as: sockaddr_in6.self)
            return withUnsafeBytes(of: name.sin6_addr) { IPAddress(bytes: Array($0)[...]) }
        default: return nil
        }
    }
}
