package import PointsmanCore

/// The address and port of a DNS server.
package struct Nameserver: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16
    /// The interface after the % of a link-local address, by name or number; nil if there is none.
    package let zone: String?

    package init(address: IPAddress, port: UInt16 = 53, zone: String? = nil) {
        self.address = address
        self.port = port
        self.zone = zone
    }

    /// Parses the form in resolv.conf(5): an address, optionally with % and an interface (RFC 4007 11).
    package init?(scoped text: some StringProtocol) {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        guard parts.count > 1 else {
            self.init(address: address)
            return
        }
        // An interface's name has at most 15 bytes (IFNAMSIZ).
        guard case .v6 = address, (1...15).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy(DatabaseLine.isNameByte)
        else { return nil }
        self.init(address: address, zone: String(parts[1]))
    }

    /// Parses `192.0.2.1`, `192.0.2.1:5353`, `fdaa::3` or `[fdaa::3]:53`; without a port it is 53.
    package init?(_ text: some StringProtocol) {
        if let address = IPAddress(text) {
            self.init(address: address)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.utf8.count > 2
        guard let address = IPAddress(isBracketed ? host.dropFirst().dropLast() : host),
            isBracketed || !host.utf8.contains(UInt8(ascii: ":"))
        else { return nil }
        self.init(address: address, port: port)
    }

    /// `192.0.2.1:53`, `[fdaa::3]:53` or `[fe80::1%eth0]:53`.
    package var description: String {
        switch address {
        case .v4: "\(address):\(port)"
        case .v6: "[\(address)\(zone.map { "%\($0)" } ?? "")]:\(port)"
        }
    }

    private static func port(_ digits: some StringProtocol) -> UInt16? {
        guard digits.utf8.first != UInt8(ascii: "+"), let port = UInt16(digits), port != 0 else { return nil }
        return port
    }
}
