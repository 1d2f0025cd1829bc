/// How a connection is encrypted and whom it believes (PostgreSQL manual, 34.19.3).
package enum SSLMode: String, CaseIterable, Sendable {
    case disable, allow, prefer, require
    case verifyCA = "verify-ca"
    case verifyFull = "verify-full"

    /// Whether the server's certificate is checked.
    package var verifies: Bool { self == .verifyCA || self == .verifyFull }
}
