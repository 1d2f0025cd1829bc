package import PointsmanCore

extension MemberID {
    /// Parses the form of ``description``: `192.0.2.1:5432`, `[fdaa::1]:5432`. Nil for any other text.
    /// - Parameter port: the port if the text has none; nil requires one in the text. Without a port an IPv6 address
    ///   may be written without brackets.
    package init?(_ text: some StringProtocol, port: UInt16? = nil) {
        if let port, let address = IPAddress(text) {
            self.init(address: address, port: port)
            return
        }
        let isBracketed = text.hasPrefix("[")
        let host = isBracketed ? text.dropFirst().prefix { $0 != "]" } : text.prefix { $0 != ":" }
        let rest = isBracketed ? text.dropFirst(host.count + 2) : text.dropFirst(host.count)
        guard let address = IPAddress(host) else { return nil }
        switch address {
        case .v4 where isBracketed && !host.contains(":"): return nil
        default: break
        }
        if rest.isEmpty, let port, !isBracketed || text.hasSuffix("]") {
            self.init(address: address, port: port)
            return
        }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.utf8.allSatisfy(\.isASCIIDigit), let port = UInt16(digits), port > 0
        else {
            return nil
        }
        self.init(address: address, port: port)
    }
}
