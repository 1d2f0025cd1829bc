import PointsmanCore

extension DatabaseURL {
    /// Parses a URL or `keyword=value` pairs as libpq does. Throws if Pointsman can't honour a setting.
    package init(_ text: some StringProtocol) throws(DatabaseURLError) {
        try self.init(ConnectionSettings(text))
    }

    /// - Parameter standIn: the host if none is named, since the members are given elsewhere.
    package init(_ settings: ConnectionSettings, host standIn: Host? = nil) throws(DatabaseURLError) {
        guard let user = settings["user"] else {
            throw DatabaseURLError("the user is missing: postgres://USER:password@host/database")
        }
        let places = try Self.places(settings, standIn)
        self.init(user: user, host: places[0].host, database: settings["dbname"] ?? user)
        self.places = places
        isHostComplete = settings["host"]?.hasSuffix(".") == true
        password = settings["password"].map { Secret($0) }
        sslMode = settings["sslmode"].flatMap { SSLMode(rawValue: $0) }
        sslRootCertificate = settings["sslrootcert"]
        sslCertificate = settings["sslcert"]
        sslKey = settings["sslkey"]
        tlsVersions = TLSVersions(
            least: settings["ssl_min_protocol_version"], most: settings["ssl_max_protocol_version"])
        passFile = settings["passfile"]
        applicationName = settings["application_name"] ?? settings["fallback_application_name"]
        options = settings["options"]
        passwordMethods = try Self.passwordMethods(settings)
        furtherSettings = settings.dialled
        notices = settings.notices
    }

    /// The servers, as libpq combines its three lists (PostgreSQL manual, 34.1.1.3).
    private static func places(_ settings: ConnectionSettings, _ standIn: Host?) throws(DatabaseURLError) -> [Place] {
        let hosts = list(settings["host"])
        let addresses = list(settings["hostaddr"])
        let ports = list(settings["port"])
        guard !hosts.isEmpty || !addresses.isEmpty else {
            guard let standIn else {
                throw DatabaseURLError(
                    "the host is missing: postgres://user:password@HOST/database; for libpq that is a Unix socket, and the "
                        + "members are reached over the network")
            }
            return [
                Place(
                    host: standIn, port: try ports.first.map { text throws(DatabaseURLError) in try port(text) } ?? 5432
                )
            ]
        }
        let count = addresses.isEmpty ? hosts.count : addresses.count
        guard hosts.isEmpty || hosts.count == count else {
            throw DatabaseURLError("there are \(hosts.count) hosts and \(count) hostaddr: one each is expected")
        }
        guard ports.count <= 1 || ports.count == count else {
            throw DatabaseURLError(
                "there are \(ports.count) ports for \(count) hosts: one for all, or one each is expected")
        }
        var places: [Place] = []
        for index in 0..<count {
            let address = try addresses.isEmpty ? nil : self.address(addresses[index])
            let name = hosts.isEmpty ? "" : hosts[index]
            let host: Host
            if let address, name.isEmpty { host = .address(address) } else { host = try self.host(name) }
            let text = ports.count > 1 ? ports[index] : ports.first ?? ""
            places.append(Place(host: host, address: address, port: try port(text)))
        }
        return places
    }

    private static func list(_ text: String?) -> [String] {
        text.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
    }

    private static func address(_ text: String) throws(DatabaseURLError) -> IPAddress? {
        if text.isEmpty { return nil }
        guard let address = IPAddress(text) else {
            throw DatabaseURLError("a hostaddr is no address: hostaddr=192.0.2.1 or fdaa::1 is expected")
        }
        return address
    }

    private static func host(_ text: String) throws(DatabaseURLError) -> Host {
        if text.isEmpty {
            throw DatabaseURLError("a host of the list is empty: postgres://user:password@HOST,HOST/database")
        }
        if text.hasPrefix("/") || text.hasPrefix("@") { return .socketFolder(text) }
        if let address = IPAddress(text) { return .address(address) }
        guard isHostName(text) else {
            throw DatabaseURLError(
                "the host is neither an address nor a host name (letters, digits, - and dots); is a / or @ of the "
                    + "password not percent-encoded?")
        }
        // Dotted numbers that are no address would only fail later, in DNS.
        guard !text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || $0.isASCIIDigit }) else {
            throw DatabaseURLError("the host is no IPv4 address: four numbers from 0 to 255 without leading zeros")
        }
        return .name(text.hasSuffix(".") ? String(text.dropLast()) : text)
    }

    /// Whether `text` is a host name for DNS and an ini file: labels of letters, digits, `-` and `_`.
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

    /// libpq's list of password methods, in which `none` is always implied here; nil if it is not given.
    private static func passwordMethods(_ settings: ConnectionSettings) throws(DatabaseURLError) -> [PasswordMethod]? {
        let words = list(settings["require_auth"]).filter { $0 != "none" }
        if words.isEmpty { return nil }
        let methods = words.compactMap { PasswordMethod(rawValue: $0) }
        guard methods.count == words.count else {
            let known = PasswordMethod.allCases.map(\.rawValue).joined(separator: ", ")
            throw DatabaseURLError("the require_auth can't be honoured: a list of \(known) is expected")
        }
        return methods
    }
}
