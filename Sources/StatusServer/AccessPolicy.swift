import Glibc
import Synchronization

/// The clients that the TCP address answers, and those that get names. The control socket needs no policy: its file's
/// mode restricts it.
package struct AccessPolicy: Sendable {
    /// The names that a request's `Host` may contain besides IP addresses and `localhost`; names below one of them are
    /// allowed too.
    package var hosts: [String] = []
    /// The bytes after `Authorization: Bearer` that make a client of another machine trusted; nil for no token.
    package var token: [UInt8]?
    /// Whether an IP address is a loopback address; tests replace this to have other machines.
    package var isLoopback: @Sendable (_ address: String) -> Bool = { $0 == "::1" || $0.hasPrefix("127.") }

    package init(hosts: [String] = [], token: [UInt8]? = nil) {
        self.hosts = hosts.map(Self.canonical)
        self.token = token
    }

    /// Whether `host`, a `Host` header, is one of our names.
    ///
    /// A page of a foreign site can make its own name resolve to this address (DNS rebinding); a browser on this
    /// machine then sends that name. It can't do so with an IP address, which is no name, nor with `localhost` (RFC
    /// 6761, 6.3). A request without the header does not come from a browser.
    package func knows(host: String) -> Bool {
        let name = Self.canonical(Self.withoutPort(host))
        if name.isEmpty || Self.isAddress(name) { return true }
        return (["localhost"] + hosts).contains { name == $0 || name.hasSuffix(".\($0)") }
    }

    /// Whether `authorization`, the header's value, carries the token. The time that it takes does not tell how much of
    /// it is right.
    package func accepts(authorization: String) -> Bool {
        guard let token, !token.isEmpty else { return false }
        let words = authorization.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard words.count == 2, String(decoding: words[0], as: UTF8.self).lowercased() == "bearer" else { return false }
        let given = Array(words[1])
        var difference = given.count ^ token.count
        for (index, byte) in given.enumerated() { difference |= Int(byte ^ token[index % token.count]) }
        return difference == 0
    }

    /// Removes the port from `name`, `name:port`, `[address]:port` and, against the standard, a bare IPv6 address.
    private static func withoutPort(_ host: String) -> Substring {
        if host.hasPrefix("[") {
            let inner = host.dropFirst()
            return inner.prefix { $0 != "]" }
        }
        return host.count { $0 == ":" } > 1 ? host[...] : host.prefix { $0 != ":" }
    }

    private static func canonical(_ name: some StringProtocol) -> String {
        let trimmed = name.hasSuffix(".") ? String(name.dropLast()) : String(name)
        return trimmed.lowercased()
    }

    /// Whether it is a literal address by inet_pton(3); an IPv6 address may have a zone.
    private static func isAddress(_ text: String) -> Bool {
        var (four, six) = (in_addr(), in6_addr())
        return inet_pton(AF_INET, text, &four) == 1
            || inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &six) == 1
    }
}

/// The policy in force, for the server's thread.
final class CurrentAccess: Sendable {
    private let policy: Mutex<AccessPolicy>

    init(_ policy: AccessPolicy) {
        self.policy = Mutex(policy)
    }

    var value: AccessPolicy { policy.withLock { $0 } }

    func take(_ policy: AccessPolicy) {
        self.policy.withLock { $0 = policy }
    }
}
