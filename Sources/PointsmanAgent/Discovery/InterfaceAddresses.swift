import Glibc
import PointsmanCore

/// The addresses of this machine's interfaces as the kernel has them now (getifaddrs(3)). It waits for nothing.
enum InterfaceAddresses {
    /// All of them; empty if the kernel doesn't tell.
    static func all() -> [IPAddress] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let place = entry.ifa_addr, let address = IPAddress(place) { addresses.append(address) }
            next = entry.ifa_next
        }
        return addresses
    }
}

extension IPAddress {
    /// The address of a socket's name; nil for any other family.
    init?(_ place: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(place)
        switch Int32(place.pointee.sa_family) {
        case AF_INET:
            self.init(bytes: withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) })
        case AF_INET6:
            self.init(bytes: withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) })
        default: return nil
        }
    }
}
