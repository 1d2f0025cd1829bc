/// A method by which a server may ask for a password, in the words of libpq's `require_auth` (PostgreSQL manual,
/// 34.1.2).
package enum PasswordMethod: String, CaseIterable, Sendable {
    /// Proves that both sides know the password without revealing it.
    case scram = "scram-sha-256"
    /// A hash, which is enough to log in and can be passed on.
    case md5
    /// The password in clear text.
    case password
}

/// The encryption of a connection, and the check of the server's certificate (PostgreSQL manual, 34.19.3).
package enum SSLMode: String, CaseIterable, Sendable {
    case disable, allow, prefer, require
    case verifyCA = "verify-ca"
    case verifyFull = "verify-full"

    /// Whether the server's certificate is checked.
    package var verifies: Bool { self == .verifyCA || self == .verifyFull }
}

/// The lowest and the highest version of TLS, in libpq's words (`TLSv1.2`); nil is libpq's own choice.
package struct TLSVersions: Equatable, Sendable {
    package var least: String?
    package var most: String?

    private static let all = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
    /// libpq's default of `ssl_min_protocol_version`.
    private static let standard = "TLSv1.2"

    package init(least: String? = nil, most: String? = nil) {
        self.least = least
        self.most = most
    }

    /// PgBouncer's `server_tls_protocols` for these versions; nil if none is set, or no version is left.
    package var pgBouncerProtocols: String? {
        guard least != nil || most != nil, let first = Self.all.firstIndex(of: least ?? Self.standard),
            let last = Self.all.firstIndex(of: most ?? "TLSv1.3"), first <= last
        else { return nil }
        // PgBouncer's name for the first version contains its minor number.
        return Self.all[first...last].map { $0 == "TLSv1" ? "tlsv1.0" : $0.lowercased() }.joined(separator: ",")
    }
}
