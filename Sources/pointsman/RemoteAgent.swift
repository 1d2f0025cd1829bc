import Glibc
import PointsmanFormats
import StatusServer

/// An agent's HTTP address on another machine, as a person writes it: `http://10.0.0.7:6433`, `app-1.internal:6433`.
struct RemoteAgent {
    let host: String
    let port: UInt16

    /// Nil if it is no such address.
    init?(_ text: String) {
        var rest = text[...]
        if rest.hasPrefix("http://") { rest = rest.dropFirst(7) }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        var port: Substring?
        if rest.hasPrefix("["), let end = rest.lastIndex(of: "]") {
            let behind = rest[rest.index(after: end)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { return nil }
            port = behind.isEmpty ? nil : behind.dropFirst()
            rest = rest[..<end].dropFirst()
        } else if let colon = rest.lastIndex(of: ":") {
            guard rest.firstIndex(of: ":") == colon else { return nil }
            port = rest[rest.index(after: colon)...]
            rest = rest[..<colon]
        }
        guard !rest.isEmpty, !rest.contains("/"), !rest.contains("@") else { return nil }
        guard let port else {
            (host, self.port) = (String(rest), 6433)
            return
        }
        guard let number = UInt16(port), number > 0 else { return nil }
        (host, self.port) = (String(rest), number)
    }

    /// A client of it. A name is looked up as the machine does it, which blocks.
    func client(
        token: String?, until deadline: ContinuousClock.Instant
    ) async throws(HTTPClientError) -> HTTPClient {
        let place = ServerAddress.tcp(address ?? host, port: port)
        return HTTPClient(place, headers: token.map { [("Authorization", "Bearer \($0)")] } ?? [])
    }

    /// The host's first address; nil if it has none.
    private var address: String? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &found) == 0, let first = found else { return nil }
        defer { freeaddrinfo(first) }
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            first.pointee.ai_addr, first.pointee.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
