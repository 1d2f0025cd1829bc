import Glibc
import Synchronization

/// Whom the TCP address answers, and to whom it tells names. The control socket needs none: its file's mode says who asks.
package struct AccessPolicy: Sendable {
    /// What a request's `Host` may name besides IP addresses and `localhost`; what lies below one of them too.
    package var hosts: [String] = []
    /// What `Authorization: Bearer` has to carry for a client of another machine to be trusted; nil for no token.
    package var token: [UInt8]?
    /// Whether an IP address is one of the loopback interface; tests have other machines among those.
    package var isLoopback: @Sendable (_ address: String) -> Bool = { $0 == "::1" || $0.hasPrefix("127.") }

    package init(hosts: [String] = [], token: [UInt8]? = nil) {
        self.hosts = hosts.map(Self.canonical)
        self.token = token
    }

    /// Whether `host`, a `Host` header, leads here by a name that is ours.
    ///
    /// A page of a stranger's site can have its own name lead to this address (DNS rebinding), and then a browser of this
    /// machine asks us under that name. It can't do so with an IP address, which is no name, nor with `localhost`
    /// (RFC 6761, 6.3). No header at all is of no browser.
    package func knows(host: String) -> Bool {
        let name = Self.canonical(Self.withoutPort(host))
        if name.isEmpty || Self.isAddress(name) { return true }
        return (["localhost"] + hosts).contains { name == $0 || name.hasSuffix(".\($0)") }
    }

    /// Whether `authorization`, the header's value, carries the token. Takes as long for one that is nearly right.
    package func accepts(authorization: String) -> Bool {
        guard let token, !token.isEmpty else { return false }
        let words = authorization.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard words.count == 2, String(decoding: words[0], as: UTF8.self).lowercased() == "bearer" else { return false }
        let given = Array(words[1])
        var difference = given.count ^ token.count
        for (index, byte) in given.enumerated() { difference |= Int(byte ^ token[index % token.count]) }
        return difference == 0
    }

    /// `name`, `name:port`, `[address]:port` and, against the rules, a bare IPv6 address.
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

    /// Whether it is a literal as inet_pton(3) reads it; a zone may stand behind one of IPv6.
    private static func isAddress(_ text: String) -> Bool {
        var (four, six) = (in_addr(), in6_addr())
        return inet_pton(AF_INET, text, &four) == 1
            || inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &six) == 1
    }
}

/// The policy that holds now, for the server's thread.
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
