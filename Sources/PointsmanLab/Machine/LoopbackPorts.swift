import Glibc
import Synchronization

/// Unused ports on the loopback interface.
package enum LoopbackPorts {
    /// Below the ports that Linux gives to outgoing connections (`net.ipv4.ip_local_port_range` begins at 32768), so
    /// that no client takes a port between its choice and its use.
    private static let range: ClosedRange<UInt16> = 10_000...32_000

    /// The ports that this process has chosen so far: each looks free until its server listens.
    private static let given = Mutex<Set<UInt16>>([])

    /// A port that is free for TCP on all of `addresses` (IPv4). Each port is given out only once. Throws if none is
    /// found.
    package static func free(on addresses: [String] = ["127.0.0.1"]) throws(LabError) -> UInt16 {
        for _ in 0..<200 {
            let port = UInt16.random(in: range)
            guard addresses.allSatisfy({ isFree(port, on: $0) }), given.withLock({ $0.insert(port).inserted }) else {
                continue
            }
            return port
        }
        throw LabError("no port of \(range) is free on \(addresses.joined(separator: ", "))")
    }

    /// Whether the port can be bound now.
    private static func isFree(_ port: UInt16, on address: String) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        guard inet_pton(AF_INET, address, &name.sin_addr) == 1 else { return false }
        return withUnsafePointer(to: name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
