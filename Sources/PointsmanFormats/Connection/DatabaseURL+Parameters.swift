extension DatabaseURL {
    /// What stands behind the question mark.
    struct Parameters {
        private var pairs: [(key: String, value: String)] = []

        private static let known = [
            "user", "password", "host", "port", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "passfile",
            "application_name", "options",
        ]

        /// What libpq knows and Pointsman settles otherwise.
        private static let elsewhere = [
            "target_session_attrs": "Pointsman itself follows the primary: leave it out",
            "load_balance_hosts": "Pointsman itself chooses the member for reads: leave it out",
            "connect_timeout": "set probe_timeout in [pointsman] instead",
            "hostaddr": "set discovery = static and members = ADDRESS:PORT instead",
            "fallback_application_name": "write application_name",
            "require_auth": "set require_auth in [pointsman] instead",
        ]

        init(_ query: ArraySlice<UInt8>) throws(DatabaseURLError) {
            guard !query.isEmpty else { return }
            for part in query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
                let name = part.prefix { $0 != UInt8(ascii: "=") }
                guard name.count < part.count else {
                    throw DatabaseURLError("behind the ? parameters are written name=value&name=value")
                }
                var key = try DatabaseURL.decode(name, "a parameter's name")
                try checkTail(key)
                var value = try DatabaseURL.decode(part.dropFirst(name.count + 1), "the parameter \(printable(key))")
                // JDBC's way of saying so; libpq takes it too.
                if key == "ssl", value == "true" { (key, value) = ("sslmode", "require") }
                try Self.check(key)
                guard self[key] == nil else { throw DatabaseURLError("the parameter \(key) is given twice") }
                pairs.append((key, value))
            }
        }

        subscript(key: String) -> String? {
            pairs.first { $0.key == key }.map(\.value)
        }

        /// `given`, or the parameter that says the same behind the question mark.
        func filling(_ given: String, with key: String) throws(DatabaseURLError) -> String {
            guard let value = self[key] else { return given }
            guard given.isEmpty else { throw DatabaseURLError("the \(key) is given twice, before and behind the ?") }
            return value
        }

        /// Behind a password each parameter may be the tail of it, of which an & was not percent-encoded: a name that is
        /// not known is not told then.
        private func checkTail(_ key: String) throws(DatabaseURLError) {
            guard self["password"] == nil || Self.known.contains(key) else {
                throw DatabaseURLError(
                    "behind the parameter password stands one that is not known; inside a password & is %26")
            }
        }

        private static func check(_ key: String) throws(DatabaseURLError) {
            if known.contains(key) { return }
            if let reason = elsewhere[key] {
                throw DatabaseURLError("the parameter \(key) has no place here: \(reason)")
            }
            let hint =
                nearest(to: key, among: known).map { "; did you mean \($0)?" }
                ?? ": \(known.joined(separator: ", ")) are"
            throw DatabaseURLError("the parameter \(printable(key)) is not known\(hint)")
        }
    }
}
