import PointsmanCore

extension DatabaseURL {
    /// Reads a URL as libpq does, and refuses what Pointsman could not honour.
    package init(_ text: some StringProtocol) throws(DatabaseURLError) {
        let bytes = Array(text.utf8)
        guard let scheme = ["postgres://", "postgresql://"].first(where: { bytes.starts(with: $0.utf8) }) else {
            throw DatabaseURLError("it must begin with postgres:// (postgres://user:password@host:5432/database)")
        }
        var rest = bytes.dropFirst(scheme.utf8.count)
        guard !rest.contains(where: { $0 <= 32 || $0 == 127 }) else {
            throw DatabaseURLError("it holds white space or a control character: percent-encode it (a space is %20)")
        }

        // As in libpq, the user's part ends at the first @ that stands before any slash.
        var userPart: ArraySlice<UInt8> = []
        let head = rest.prefix { $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "/") }
        if rest.dropFirst(head.count).first == UInt8(ascii: "@") {
            userPart = head
            rest = rest.dropFirst(head.count + 1)
        }
        // What is left must not be the tail of a password, or it would be told to everyone as a host or a database.
        guard !rest.contains(UInt8(ascii: "@")) else {
            throw DatabaseURLError(
                "it holds a second @, or one behind a slash: inside a password / is %2F, @ is %40, : is %3A, ? is %3F, "
                    + "# is %23 and % is %25")
        }
        let place = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        rest = rest.dropFirst(place.count)
        var path: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: "/") {
            path = rest.dropFirst().prefix { $0 != UInt8(ascii: "?") }
            rest = rest.dropFirst(1 + path.count)
        }
        try self.init(userPart: userPart, place: place, path: path, query: rest.dropFirst())
    }

    private init(
        userPart: ArraySlice<UInt8>, place: ArraySlice<UInt8>, path: ArraySlice<UInt8>, query: ArraySlice<UInt8>
    ) throws(DatabaseURLError) {
        let parameters = try Parameters(query)
        let name = userPart.prefix { $0 != UInt8(ascii: ":") }
        let given = try Self.decode(name, "the user")
        let password = try Self.decode(userPart.dropFirst(name.count + 1), "the password")
        let (hostText, portText) = try Self.hostAndPort(place)

        let user = try parameters.filling(given, with: "user")
        guard !user.isEmpty else {
            throw DatabaseURLError("the user is missing: postgres://USER:password@host/database")
        }
        let written = try parameters.filling(hostText, with: "host")
        let host = try Self.host(written)
        let port = try Self.port(parameters.filling(portText, with: "port"))
        let database = try parameters.filling(Self.decode(path, "the database"), with: "dbname")
        self.init(user: user, host: host, port: port, database: database.isEmpty ? user : database)

        isHostComplete = written.hasSuffix(".")
        let secret = try parameters.filling(password, with: "password")
        self.password = secret.isEmpty ? nil : Secret(secret)
        sslMode = try Self.sslMode(parameters)
        sslRootCertificate = parameters["sslrootcert"]
        sslCertificate = parameters["sslcert"]
        sslKey = parameters["sslkey"]
        passFile = parameters["passfile"]
        applicationName = parameters["application_name"]
        options = parameters["options"]
    }

    private static func hostAndPort(_ place: ArraySlice<UInt8>) throws(DatabaseURLError) -> (String, String) {
        guard !place.contains(UInt8(ascii: ",")) else {
            throw DatabaseURLError(
                "it names several hosts: name one that stands for them all in DNS, or set discovery = static and "
                    + "members = HOST:PORT, HOST:PORT")
        }
        var rest = place
        let host: ArraySlice<UInt8>
        if rest.first == UInt8(ascii: "[") {
            host = rest.dropFirst().prefix { $0 != UInt8(ascii: "]") }
            rest = rest.dropFirst(1 + host.count)
            guard rest.popFirst() == UInt8(ascii: "]"), IPAddress(String(decoding: host, as: UTF8.self)) != nil else {
                throw DatabaseURLError("what stands in brackets is no IPv6 address: [fdaa::1]:5432")
            }
        } else {
            host = rest.prefix { $0 != UInt8(ascii: ":") }
            rest = rest.dropFirst(host.count)
        }
        guard rest.isEmpty || rest.popFirst() == UInt8(ascii: ":"), !rest.contains(UInt8(ascii: ":")) else {
            throw DatabaseURLError(
                "behind the host one :port is expected; an IPv6 address stands in brackets: [fdaa::1]:5432")
        }
        return (try decode(host, "the host"), try decode(rest, "the port"))
    }

    private static func host(_ text: String) throws(DatabaseURLError) -> Host {
        if text.isEmpty { throw DatabaseURLError("the host is missing: postgres://user:password@HOST/database") }
        if text.hasPrefix("/") { return .socketFolder(text) }
        if let address = IPAddress(text) { return .address(address) }
        guard isHostName(text) else {
            throw DatabaseURLError(
                "the host is neither an address nor a host name (letters, digits, - and dots); is a / or @ of the "
                    + "password not percent-encoded?")
        }
        // What looks like dotted numbers but is no address would only fail later, in DNS.
        guard !text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || $0.isASCIIDigit }) else {
            throw DatabaseURLError("the host is no IPv4 address: four numbers from 0 to 255 without leading zeros")
        }
        return .name(text.hasSuffix(".") ? String(text.dropLast()) : text)
    }

    /// Whether `text` is a name that DNS and an ini file can bear: labels of letters, digits, `-` and `_`.
    package static func isHostName(_ text: some StringProtocol) -> Bool {
        let labels = (text.hasSuffix(".") ? text.dropLast() : text[...])
            .split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-")
                    && label.utf8.allSatisfy { DatabaseLine.isNameByte($0) }
            }
    }

    private static func port(_ text: String) throws(DatabaseURLError) -> UInt16 {
        if text.isEmpty { return 5432 }
        guard text.utf8.allSatisfy(\.isASCIIDigit), let port = UInt16(text), port > 0 else {
            throw DatabaseURLError(
                "the port is no number from 1 to 65535; is a : or / of the password not percent-encoded (%3A, %2F)?")
        }
        return port
    }

    private static func sslMode(_ parameters: Parameters) throws(DatabaseURLError) -> SSLMode? {
        guard let text = parameters["sslmode"] else { return nil }
        guard let mode = SSLMode(rawValue: text) else {
            let known = SSLMode.allCases.map(\.rawValue).joined(separator: ", ")
            // A mode that is none could be the tail of a password given as a parameter.
            let given = parameters["password"] == nil ? "sslmode=\(printable(text))" : "the sslmode"
            throw DatabaseURLError("\(given) is not known: \(known) are")
        }
        return mode
    }

    static func decode(_ bytes: ArraySlice<UInt8>, _ what: String) throws(DatabaseURLError) -> String {
        guard let text = PercentDecoding.text(bytes) else {
            throw DatabaseURLError("\(what) holds a % that no two hexadecimal digits follow; a % itself is %25")
        }
        return text
    }
}
