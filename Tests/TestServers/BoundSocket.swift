import Glibc
package import LinuxReactor

/// A socket bound to a loopback address. Nobody reads it: whoever sends datagrams there meets silence.
package struct BoundSocket: ~Copyable {
    package enum Kind {
        case datagrams, stream
    }

    package let descriptor: Descriptor
    package let address: LoopbackAddress

    /// The kernel chooses a port that is 0.
    package init(_ kind: Kind, host: String, port: UInt16 = 0) throws(SystemError) {
        let type = kind == .stream ? SOCK_STREAM : SOCK_DGRAM
        let number = socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SystemError(call: "socket", code: errno) }
        let descriptor = Descriptor(number)
        // One that was another's may have connections of his left.
        var on: Int32 = port == 0 ? 0 : 1
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &name.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutableBytes(of: &name) { bytes in
            let generic = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return bind(number, generic, length) == 0 ? getsockname(number, generic, &length) : -1
        }
        guard status == 0 else { throw SystemError(call: "bind \(host):\(port)", code: errno) }
        self.descriptor = descriptor
        address = LoopbackAddress(host: host, port: UInt16(bigEndian: name.sin_port))
    }
}
