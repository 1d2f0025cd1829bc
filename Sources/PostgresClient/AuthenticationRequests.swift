/// What a server sends before it lets a client in (PostgreSQL manual, 55.7).
package enum AuthenticationRequests {
    /// Looks at whole messages; libpq is to take in nothing else.
    /// - Parameter error: makes the answer: of the method that is not allowed, or nil for messages that come in pieces.
    package static func refusal(
        of bytes: ArraySlice<UInt8>, allowed: [String], _ error: (String?) -> PostgresError
    ) -> PostgresError? {
        var rest = bytes
        while rest.first == UInt8(ascii: "R") {
            guard rest.count >= 9 else { return error(nil) }
            let length = number(rest.dropFirst().prefix(4))
            guard length >= 8, length < rest.count else { return error(nil) }
            if let method = method(number(rest.dropFirst(5).prefix(4))), !allowed.contains(method) {
                return error(method)
            }
            rest = rest.dropFirst(length + 1)
        }
        return nil
    }

    /// libpq's word for what would be given; nil for what gives nothing away, such as to be let in.
    private static func method(_ code: Int) -> String? {
        switch code {
        case 3: "password"
        case 5: "md5"
        case 10: "scram-sha-256"
        default: nil
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }
}
