import Glibc

extension TCPLink {
    /// The connection of a socket; nil for anything but a connected TCP socket.
    package init?(of socket: Int32) {
        guard let remote = End(of: socket, getpeername), let local = End(of: socket, getsockname) else { return nil }
        var type: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) == 0, type == Int32(SOCK_STREAM.rawValue) else {
            return nil
        }
        self.init(local: local, remote: remote)
    }

    /// Tries ``destroy()`` on a connection of our own over the loopback interface, so that a refusal is known before it
    /// matters. Throws the refusal.
    package static func tryDestroying() throws(SystemError) {
        let listener = try Descriptor.stream()
        let dialler = try Descriptor.stream()
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        try name.give(to: bind, "bind", listener.number)
        guard listen(listener.number, 1) == 0 else { throw SystemError(call: "listen", code: errno) }
        guard let place = End(of: listener.number, getsockname) else {
            throw SystemError(call: "getsockname", code: errno)
        }
        name.sin_port = place.port.bigEndian
        // Over the loopback interface it connects, or is refused, at once, unless a packet filter drops it.
        var limit = timeval(tv_sec: 0, tv_usec: 100_000)
        setsockopt(dialler.number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        try name.give(to: connect, "connect", dialler.number)
        guard let link = TCPLink(of: dialler.number) else { throw SystemError(call: "getpeername", code: errno) }
        try link.destroy()
    }
}

extension TCPLink.End {
    /// The end that `ask` (getsockname, getpeername) gives for a socket; nil if it has no IP address.
    fileprivate init?(
        of socket: Int32, _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutableBytes(of: &storage) {
            ask(socket, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard status == 0 else { return nil }
        let found: (place: Range<Int>, port: UInt16)? = withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET:
                let name = bytes.load(as: sockaddr_in.self)
                return (4..<8, UInt16(bigEndian: name.sin_port))
            case AF_INET6:
                let name = bytes.load(as: sockaddr_in6.self)
                return (8..<24, UInt16(bigEndian: name.sin6_port))
            default: return nil
            }
        }
        guard let found else { return nil }
        self.init(address: withUnsafeBytes(of: storage) { Array($0[found.place]) }, port: found.port)
    }
}

extension Descriptor {
    fileprivate static func stream() throws(SystemError) -> Descriptor {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SystemError(call: "socket", code: errno) }
        return Descriptor(number)
    }
}

extension sockaddr_in {
    fileprivate func give(
        to call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ name: String, _ socket: Int32
    ) throws(SystemError) {
        let status = withUnsafeBytes(of: self) {
            call(socket, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        guard status == 0 else { throw SystemError(call: name, code: errno) }
    }
}
