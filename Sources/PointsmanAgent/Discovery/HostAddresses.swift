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
            if let place = entry.ai_addr, let address = IPAddress(place), !addresses.contains(address) {
                addresses.append(address)
            }
            next = entry.ai_next
        }
        return .success(addresses)
    }
}
