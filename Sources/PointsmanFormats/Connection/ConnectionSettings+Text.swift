import PointsmanCore

extension ConnectionSettings {
    /// Parses the text after a URL's scheme as libpq does (PostgreSQL manual, 34.1.1.2). Throws if it is malformed.
    mutating func readURL(_ bytes: ArraySlice<UInt8>, isJDBC: Bool) throws(DatabaseURLError) {
        var rest = bytes
        guard !rest.contains(where: { $0 <= 32 }) else {
            throw DatabaseURLError("it holds white space or a control character: percent-encode it (a space is %20)")
        }
        // As in libpq, the user's part ends at the first @ before any slash.
        var userPart: ArraySlice<UInt8> = []
        let head = rest.prefix { $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "/") }
        if rest.dropFirst(head.count).first == UInt8(ascii: "@") {
            userPart = head
            rest = rest.dropFirst(head.count + 1)
        }
        let place = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        let parameters = rest.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        // The rest must not contain the end of a password, which would otherwise be shown as a host or a database.
        let mayBeTail = [userPart, place].contains { $0.contains(UInt8(ascii: ":")) }
        let clear = mayBeTail ? rest : rest.dropLast(parameters.count)
        guard !clear.contains(UInt8(ascii: "@")) else {
            throw DatabaseURLError(
                "it holds a second @, or one behind a slash: inside a password / is %2F, @ is %40, : is %3A, ? is %3F, "
                    + "# is %23 and % is %25, and in a parameter @ is %40")
        }
        rest = rest.dropFirst(place.count)
        let path = rest.prefix { $0 != UInt8(ascii: "?") }.dropFirst()

        let name = userPart.prefix { $0 != UInt8(ascii: ":") }
        try takePart("user", name, "the user")
        try takePart("password", userPart.dropFirst(name.count + 1), "the password")
        try takePlaces(place)
        try takePart("dbname", path, "the database")
        try takeParameters(parameters, isJDBC: isJDBC)
    }

    private mutating func takePart(_ keyword: String, _ bytes: ArraySlice<UInt8>, _ what: String)
        throws(DatabaseURLError)
    {
        let value = try Self.decode(bytes, what)
        if !value.isEmpty { try take(keyword, value) }
    }

    /// Takes hosts with their ports, separated by commas; libpq keeps two lists of them.
    private mutating func takePlaces(_ bytes: ArraySlice<UInt8>) throws(DatabaseURLError) {
        var hosts: [ArraySlice<UInt8>] = []
        var ports: [ArraySlice<UInt8>] = []
        for place in bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            var rest = place
            if rest.first == UInt8(ascii: "[") {
                let host = rest.dropFirst().prefix { $0 != UInt8(ascii: "]") }
                rest = rest.dropFirst(1 + host.count)
                guard rest.popFirst() == UInt8(ascii: "]"), IPAddress(String(decoding: host, as: UTF8.self)) != nil
                else {
                    throw DatabaseURLError("what stands in brackets is no IPv6 address: [fdaa::1]:5432")
                }
                hosts.append(host)
            } else {
                let host = rest.prefix { $0 != UInt8(ascii: ":") }
                rest = rest.dropFirst(host.count)
                hosts.append(host)
            }
            guard rest.isEmpty || rest.popFirst() == UInt8(ascii: ":"), !rest.contains(UInt8(ascii: ":")) else {
                throw DatabaseURLError(
                    "behind the host one :port is expected; an IPv6 address stands in brackets: [fdaa::1]:5432")
            }
            ports.append(rest)
        }
        try takePart("host", ArraySlice(hosts.joined(separator: [UInt8(ascii: ",")])), "the host")
        guard ports.contains(where: { !$0.isEmpty }) else { return }
        try takePart("port", ArraySlice(ports.joined(separator: [UInt8(ascii: ",")])), "the port")
    }

    private mutating func takeParameters(_ bytes: ArraySlice<UInt8>, isJDBC: Bool) throws(DatabaseURLError) {
        var parts = bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        var isBehindPassword = false
        for part in parts {
            let name = part.prefix { $0 != UInt8(ascii: "=") }
            guard name.count < part.count else {
                throw DatabaseURLError("behind the ? parameters are written name=value&name=value")
            }
            let keyword = try Self.decode(name, "a parameter's name")
            let text = part.dropFirst(name.count + 1)
            guard !isJDBC || !["user", "password"].contains(keyword) || !text.contains(UInt8(ascii: "+")) else {
                throw DatabaseURLError("a + in the \(keyword) is a space to JDBC and a plus to libpq: write %20 or %2B")
            }
            let isKnown = ConnectionKeyword.named(keyword) != nil
            let value = try Self.decode(text, isKnown ? "the \(keyword)" : "a parameter")
            guard isKnown || !text.contains(UInt8(ascii: "@")) else {
                throw DatabaseURLError(
                    "a parameter that is not libpq's holds an @: there and inside a password it is %40")
            }
            try take(keyword, value, isQuotable: !isBehindPassword)
            isBehindPassword = isBehindPassword || keyword == "password"
        }
    }

    /// Whether `bytes` begin like `keyword=value` pairs, whose values may contain anything.
    func isPairs(_ bytes: [UInt8]) -> Bool {
        let name = bytes.drop(while: Self.isSpace).prefix { DatabaseLine.isNameByte($0) }
        return ConnectionKeyword.named(String(decoding: name, as: UTF8.self)) != nil
            && bytes.drop(while: Self.isSpace).dropFirst(name.count).drop(while: Self.isSpace).first
                == UInt8(ascii: "=")
    }

    /// Parses `keyword = 'value'` pairs as libpq does (PostgreSQL manual, 34.1.1.1). Throws if they are malformed.
    mutating func readPairs(_ bytes: [UInt8]) throws(DatabaseURLError) {
        guard isPairs(bytes) else {
            throw DatabaseURLError(
                "it must begin with postgres:// (postgres://user:password@host:5432/database), or be libpq's "
                    + "host=… port=… dbname=… user=… password=…")
        }
        var rest = bytes.drop(while: Self.isSpace)
        var isBehindPassword = false
        while !rest.isEmpty {
            let name = rest.prefix { $0 != UInt8(ascii: "=") && !Self.isSpace($0) }
            rest = rest.dropFirst(name.count).drop(while: Self.isSpace)
            guard rest.popFirst() == UInt8(ascii: "="), let keyword = String(validating: name, as: UTF8.self) else {
                throw DatabaseURLError(
                    "an = is missing: host=… user=… is expected; a value with white space stands in single quotes")
            }
            rest = rest.drop(while: Self.isSpace)
            guard let bytes = rest.first == UInt8(ascii: "'") ? Self.quoted(&rest) : Self.plain(&rest),
                let value = String(validating: bytes, as: UTF8.self)
            else { throw DatabaseURLError("a value's closing ' is missing, or it is not UTF-8") }
            try take(keyword, value, isQuotable: !isBehindPassword)
            isBehindPassword = isBehindPassword || keyword == "password"
            rest = rest.drop(while: Self.isSpace)
        }
    }

    private static func plain(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var value: [UInt8] = []
        while let byte = rest.popFirst(), !isSpace(byte) {
            value += byte == UInt8(ascii: "\\") ? rest.popFirst().map { [$0] } ?? [] : [byte]
        }
        return value
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var value: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "'") { return value }
            value += byte == UInt8(ascii: "\\") ? rest.popFirst().map { [$0] } ?? [] : [byte]
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { IniScanner.isSpace(byte) }

    private static func decode(_ bytes: ArraySlice<UInt8>, _ what: String) throws(DatabaseURLError) -> String {
        do throws(PercentDecoding.Failure) {
            return try PercentDecoding.text(bytes)
        } catch {
            throw DatabaseURLError("\(what) \(error.rawValue)")
        }
    }
}
