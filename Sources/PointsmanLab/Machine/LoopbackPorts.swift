import Glibc

/// Addresses and ports on the loopback interface that nobody uses.
enum LoopbackPorts {
    /// A port that is free for TCP on all of `addresses`, chosen by the kernel on the first one.
    static func free(on addresses: [String], type: __socket_type = SOCK_STREAM) throws(LabError) -> UInt16 {
        for _ in 0..<50 {
            guard let port = bound(addresses[0], 0, type) else { continue }
            if addresses.dropFirst().allSatisfy({ bound($0, port, type) != nil }) { return port }
        }
        throw LabError("no port is free on \(addresses.joined(separator: ", "))")
    }

    /// Binds for a moment; the port that it got, nil when it is taken.
    private static func bound(_ address: String, _ port: UInt16, _ type: __socket_type) -> UInt16? {
        let descriptor = socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        guard inet_pton(AF_INET, address, &name.sin_addr) == 1 else { return nil }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(descriptor, generic, length) == 0, getsockname(descriptor, generic, &length) == 0 else {
                    return nil
                }
                return UnsafeRawPointer(generic).assumingMemoryBound(to: sockaddr_in.self).pointee.sin_port.bigEndian
            }
        }
    }
}
