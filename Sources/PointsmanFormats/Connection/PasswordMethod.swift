/// How a server may ask for a password, in the words of libpq's `require_auth` (PostgreSQL manual, 34.1.2).
package enum PasswordMethod: String, CaseIterable, Sendable {
    /// Proves that both sides know it and tells it to neither.
    case scram = "scram-sha-256"
    /// A hash that logs whoever has it in, and that can be passed on.
    case md5
    /// In clear text.
    case password
}
