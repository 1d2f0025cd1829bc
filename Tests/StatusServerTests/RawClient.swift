import Glibc
import LinuxReactor

/// A client that sends exactly the bytes that it is told to, as a hand-written or a hostile one might.
struct RawClient: Sendable {
    let port: UInt16
    /// The last byte of the address of the loopback interface that it comes from, 127.0.0.N.
    var host: UInt32 = 1

    /// Sends `text` and gathers what comes back until the server closes; nil after a minute without an end.
    func exchange(_ text: String) async -> String? {
        await offReactor {
            guard let socket = open() else { return nil }
            defer { close(socket) }
            send(socket, text)
            return rest(socket)
        }
    }

    /// A connection that is held; who calls closes it.
    func open() -> Int32? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var minute = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &minute, socklen_t(MemoryLayout<timeval>.size))
        guard Self.with(0x7F00_0000 | host, 0, { bind(socket, $0, $1) }) == 0,
            Self.with(0x7F00_0001, port, { connect(socket, $0, $1) }) == 0
        else {
            close(socket)
            return nil
        }
        return socket
    }

    private static func with(
        _ host: UInt32, _ port: UInt16, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    func send(_ socket: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// What comes until the end; nil when that does not come.
    func rest(_ socket: Int32) -> String? {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0 { return errno == ECONNRESET ? String(decoding: all, as: UTF8.self) : nil }
            if count == 0 { return String(decoding: all, as: UTF8.self) }
            all += buffer.prefix(count)
        }
    }
}
