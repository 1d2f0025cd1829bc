/// The request to a client that logs in: the authentication request of PostgreSQL's protocol (manual, 55.7).
package enum AuthenticationMethod: Equatable, Sendable {
    /// No password is asked for.
    case trust
    case clearText
    case md5
    case scram
    case other(Int32)

    package init(code: Int32) {
        switch code {
        case 0: self = .trust
        case 3: self = .clearText
        case 5: self = .md5
        case 10: self = .scram
        default: self = .other(code)
        }
    }

    package var word: String {
        switch self {
        case .trust: "trust"
        case .clearText: "password"
        case .md5: "md5"
        case .scram: "scram-sha-256"
        case .other(let code): "method \(code)"
        }
    }
}
