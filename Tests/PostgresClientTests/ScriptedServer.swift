import Glibc
import LinuxReactor

/// A server that speaks PostgreSQL's protocol as badly as its script says: a thread a connection, which blocks, so that
/// it goes on whatever the reactor does.
final class ScriptedServer: Sendable {
    let port: UInt16
    private let listener: Int32

    init(_ script: @escaping @Sendable (ScriptedPeer) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutableBytes(of: &name) { bytes in
            let generic = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return bind(listener, generic, length) == 0 && listen(listener, 8) == 0
                ? getsockname(listener, generic, &length) : -1
        }
        guard status == 0 else { throw SystemError(call: "listen", code: errno) }
        self.listener = listener
        port = UInt16(bigEndian: name.sin_port)
        Task {
            await offReactor {
                while true {
                    let accepted = accept(listener, nil, nil)
                    guard accepted >= 0 else { return }
                    Task {
                        await offReactor {
                            script(ScriptedPeer(socket: accepted))
                            close(accepted)
                        }
                    }
                }
            }
            close(listener)
        }
    }

    func parameters(password: String = "secret") -> [(keyword: String, value: String)] {
        [
            ("hostaddr", "127.0.0.1"), ("port", "\(port)"), ("user", "app"), ("dbname", "app"), ("password", password),
            ("gssencmode", "disable"),
        ]
    }

    /// No further connection is taken.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }
}

/// The server's end of one connection.
struct ScriptedPeer {
    let socket: Int32

    /// A message: its type, its length and its body.
    static func message(_ type: Character, _ body: [UInt8], length: UInt32? = nil) -> [UInt8] {
        [type.asciiValue!] + number(length ?? UInt32(body.count + 4)) + body
    }

    static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// Sends `bytes`.
    /// - Returns: whether the other end still takes them.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Sends `bytes` over and over, until the other end takes no more.
    /// - Returns: how many were taken.
    @discardableResult
    func flood(_ bytes: [UInt8]) -> Int {
        let heap = Array(repeatElement(bytes, count: max(1, 16_384 / bytes.count)).joined())
        var taken = 0
        while send(heap) { taken += heap.count }
        return taken
    }

    /// Waits for the other end to close the connection.
    func waitForEnd() {
        while read(1) != nil {}
    }

    private func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let more = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress! + filled, count - filled, 0) }
            guard more > 0 else { return nil }
            filled += more
        }
        return bytes
    }

    /// Reads the client's start, and turns TLS down.
    func start() {
        while let head = read(8) {
            let length = head[0..<4].reduce(0) { $0 << 8 | Int($1) }
            if head[4...] == [4, 210, 22, 47] {
                send([UInt8(ascii: "N")])
            } else {
                _ = read(length - 8)
                return
            }
        }
    }

    /// Reads a message's body.
    func receive() -> [UInt8]? {
        guard let head = read(5) else { return nil }
        return read(head[1...].reduce(0) { $0 << 8 | Int($1) } - 4)
    }

    /// Lets the client in without a password and reads its first statement.
    func begin() {
        start()
        send(Self.message("R", Self.number(0)) + Self.message("Z", [UInt8(ascii: "I")]))
        _ = receive()
    }
}
