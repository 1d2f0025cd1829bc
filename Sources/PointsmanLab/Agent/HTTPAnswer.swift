import Glibc
import LinuxReactor

/// A minimal HTTP client: one GET on the loopback interface, read until the connection ends.
@Reactor
struct HTTPAnswer {
    let status: Int
    /// The head and the body.
    let text: String

    /// Whether an answer of `/readyz` says that the instance is degraded.
    var isDegraded: Bool { text.contains("\r\n\r\ndegraded") }

    /// The answer at `path`; nil if there is none by `deadline`.
    /// - Parameter host: an IPv4 or IPv6 address.
    static func get(
        _ path: String, at host: String = "127.0.0.1", port: UInt16, until deadline: ContinuousClock.Instant
    ) async -> HTTPAnswer? {
        let isIPv6 = host.contains(":")
        let connection = Descriptor(
            socket(
                isIPv6 ? AF_INET6 : AF_INET,
                Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        let status = isIPv6 ? dial6(connection, host, port) : dial4(connection, host, port)
        guard status == 0 || errno == EINPROGRESS else { return nil }
        let waiter = Waiter()
        guard await waiter.wait(on: connection.number, for: .writing, until: deadline) == .ready else { return nil }
        let request = "GET \(path) HTTP/1.1\r\nHost: \(isIPv6 ? "[\(host)]" : host)\r\nConnection: close\r\n\r\n"
        guard send(connection.number, request, request.utf8.count, Int32(MSG_NOSIGNAL)) == request.utf8.count
        else { return nil }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            guard await waiter.wait(on: connection.number, for: .reading, until: deadline) == .ready else { return nil }
            let count = recv(connection.number, &chunk, chunk.count, 0)
            guard count > 0 else { break }
            answer.append(contentsOf: chunk.prefix(count))
        }
        // The answer begins with `HTTP/1.1 200 OK`.
        let text = String(decoding: answer, as: UTF8.self)
        let words = text.split(separator: " ", maxSplits: 2)
        return words.count > 1 ? Int(words[1]).map { HTTPAnswer(status: $0, text: text) } : nil
    }

    private static func dial4(_ connection: borrowing Descriptor, _ host: String, _ port: UInt16) -> Int32 {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &name.sin_addr)
        return dial(connection, name)
    }

    private static func dial6(_ connection: borrowing Descriptor, _ host: String, _ port: UInt16) -> Int32 {
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = port.bigEndian
        inet_pton(AF_INET6, host, &name.sin6_addr)
        return dial(connection, name)
    }

    private static func dial<Name>(_ connection: borrowing Descriptor, _ name: Name) -> Int32 {
        withUnsafePointer(to: name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection.number, $0, socklen_t(MemoryLayout<Name>.size))
            }
        }
    }
}
