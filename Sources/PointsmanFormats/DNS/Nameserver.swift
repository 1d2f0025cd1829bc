package import PointsmanCore

/// Where a DNS server listens.
package struct Nameserver: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16

    package init(address: IPAddress, port: UInt16 = 53) {
        self.address = address
        self.port = port
    }

    /// Reads `192.0.2.1`, `192.0.2.1:5353`, `fdaa::3` or `[fdaa::3]:53`; without a port it is 53.
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

    /// `192.0.2.1:53` or `[fdaa::3]:53`.
    package var description: String {
        switch address {
        case .v4: "\(address):\(port)"
        case .v6: "[\(address)]:\(port)"
        }
    }

    private static func port(_ digits: some StringProtocol) -> UInt16? {
        guard digits.utf8.first != UInt8(ascii: "+"), let port = UInt16(digits), port != 0 else { return nil }
        return port
    }
}
