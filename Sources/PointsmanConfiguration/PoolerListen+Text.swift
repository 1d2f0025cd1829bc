import PointsmanCore
import PointsmanFormats

extension PoolerListen {
    private static let standardPort: UInt16 = 6432

    /// Parses a list of `ADDRESS:PORT`, `*:PORT`, `NAME:PORT` and a socket's folder. A port may be left out if another
    /// item has one; if none has one it is 6432.
    init(_ text: String) throws(Expectation) {
        var places: [Place] = []
        var folder: String?
        var port: UInt16?
        let items = try ConfigurationBuilder.list(text) { (item) throws(Expectation) in try Item(item) }
        for item in items {
            if let given = item.port {
                guard port == nil || port == given else {
                    throw Expectation("PgBouncer has one port for all addresses: \(port ?? given) and \(given) are two")
                }
                port = given
            }
            switch item.kind {
            case .folder(let path):
                guard folder == nil else { throw Expectation("PgBouncer has one folder for its Unix socket") }
                folder = path
            case .place(let place):
                guard !places.contains(place) else { throw Expectation("an address is given twice") }
                places.append(place)
            }
        }
        if places.contains(.all), places.count > 1 { throw Expectation("* is every address: leave the others out") }
        self.init(places: places, port: port ?? Self.standardPort, socketFolder: folder)
    }

    private struct Item {
        enum Kind {
            case place(Place)
            case folder(String)
        }

        let kind: Kind
        var port: UInt16?

        init(_ text: String) throws(Expectation) {
            let (host, port) = try Self.parts(text)
            self.port = port
            if host.hasPrefix("/") {
                // The path of a Unix socket may have 107 bytes, up to 15 of which are its name.
                guard host.utf8.count <= 92 else { throw Expectation("a socket's folder may have at most 92 bytes") }
                kind = .folder(host)
            } else if host == "*" || host.isEmpty {
                kind = .place(.all)
            } else if let address = IPAddress(host) {
                kind = .place(.address(address))
            } else {
                // Digits alone are a port without an address, or an invalid address.
                guard DatabaseURL.isHostName(host),
                    !host.utf8.allSatisfy({ $0.isASCIIDigit || $0 == UInt8(ascii: ".") })
                else { throw Self.expectation }
                kind = .place(.name(host.lowercased()))
            }
        }

        private static let expectation = Expectation(
            "ADDRESS:PORT is expected: 127.0.0.1:6432, [::1]:6432, *:6432, NAME:6432, or the folder of a Unix socket; "
                + "several are parted by commas")

        /// Splits at the last colon, behind which the port stands; an IPv6 address without brackets has no port.
        private static func parts(_ text: String) throws(Expectation) -> (host: String, port: UInt16?) {
            if IPAddress(text) != nil { return (text, nil) }
            var host = text
            var digits: Substring?
            if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
                host = String(text[text.index(after: text.startIndex)..<end])
                let rest = text[text.index(after: end)...]
                guard IPAddress(host) != nil, host.contains(":"), rest.isEmpty || rest.hasPrefix(":") else {
                    throw expectation
                }
                digits = rest.isEmpty ? nil : rest.dropFirst()
            } else if let colon = text.lastIndex(of: ":") {
                host = String(text[..<colon])
                digits = text[text.index(after: colon)...]
            }
            guard let digits else { return (host, nil) }
            guard digits.utf8.allSatisfy(\.isASCIIDigit), let port = UInt16(digits), port > 0 else { throw expectation }
            return (host, port)
        }
    }
}
