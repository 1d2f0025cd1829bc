/// The check of a server's authentication requests, which come before it accepts a client (PostgreSQL manual, 55.7).
package enum AuthenticationRequests {
    /// Looks at whole messages; libpq must read nothing else.
    /// - Parameter error: makes the error: for the method that is not allowed, or nil for messages that come in pieces.
    /// - Returns: the error; nil if libpq may go on.
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

    /// libpq's word for the password method of a request; nil for a request that reveals no password, such as
    /// "authentication ok".
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
