/// Why a probe brought no report, classified by what that proves of the server.
package enum ProbeFailure: Codable, Equatable, Sendable {
    /// No server listens there, or it said that it is going: refused, reset, 57P01-57P03.
    case down(Cause)
    /// No answer within the time limit, or no route. Proves nothing.
    case silent(Cause)
    /// The server lives, but we can't see its role: 53300, class 28, 3D000 and every other error of a server; or its
    /// TLS is not what we ask for. A server whose certificate is not accepted may be another one.
    case blind(Cause)

    /// The member answers in a way that no PostgreSQL server does. Proves nothing of the server that belongs there; the
    /// member is left alone for a while (``ProbePlan/pauses``).
    case misbehaving(Cause)

    /// The underlying cause.
    package enum Cause: Codable, Equatable, Sendable {
        case sqlState(SQLState)
        /// A Linux `errno`.
        case systemError(Int32)
        case endOfFile
        case deadline
        case misbehaviour(Misbehaviour)
        case encryption(EncryptionFault)
    }

    /// What a misbehaving member did.
    package enum Misbehaviour: Codable, Equatable, Sendable {
        /// It sent more than a probe reads.
        case excess
        /// It brought the link into a protocol state that no statement of ours asks for, such as COPY.
        case foreignState
        /// Its login asked for more computing than the time limit allows.
        case costlyLogin
        /// It doesn't speak the protocol, or doesn't know the password that it asked for.
        case garbled
    }

    /// Classifies a cause that the client library reported.
    package init(_ cause: Cause) {
        switch cause {
        case .sqlState("57P01"), .sqlState("57P02"), .sqlState("57P03"): self = .down(cause)
        case .sqlState, .encryption: self = .blind(cause)
        case .systemError(let code) where Self.errorsOfNobodyThere.contains(code): self = .down(cause)
        case .endOfFile: self = .down(cause)
        case .systemError, .deadline: self = .silent(cause)
        case .misbehaviour: self = .misbehaving(cause)
        }
    }

    /// Whether the member is to be left alone for a while.
    package var isMisbehaviour: Bool { if case .misbehaving = self { true } else { false } }

    /// Whether no server listens at the address: ENOENT or ECONNREFUSED.
    var hasNoListener: Bool { self == .down(.systemError(2)) || self == .down(.systemError(111)) }

    /// ENOENT (a Unix socket that is gone), EPIPE, ECONNABORTED, ECONNRESET, ECONNREFUSED.
    private static let errorsOfNobodyThere: [Int32] = [2, 32, 103, 104, 111]
}

/// Why this end ended a login before the server learned the user: the server's TLS is not what `sslmode` asks for.
/// PgBouncer, which has the same settings, can't log in there either.
package enum EncryptionFault: Codable, Equatable, Sendable {
    /// The server, or a program in its place, speaks no TLS.
    case notOffered
    /// The certificate is signed by none of `sslrootcert`, or is not valid now: libpq tells no more.
    case untrusted
    /// The certificate has other names than the one that it was asked for.
    case otherName
    /// A file that TLS needs is missing or not readable.
    case missingFile
    /// The two ends agree on no protocol, or the server wants a client certificate.
    case handshake
}

extension EncryptionFault {
    /// The fault for people.
    var text: String {
        switch self {
        case .notOffered: "it speaks no TLS, which sslmode requires"
        case .untrusted: "its certificate is not valid now, or signed by no authority of sslrootcert"
        case .otherName:
            "its certificate has other names than the host of database_url, which sslmode=verify-full compares"
        case .missingFile: "a file of certificates or keys that database_url names can't be read here"
        case .handshake: "the TLS handshake with it fails"
        }
    }
}

extension ProbeFailure {
    /// How long a member with this failure is left alone, longer after each one; nil if it may answer differently at
    /// any moment: it is probed in a burst if that matters.
    package var pace: BackOff.Pace? {
        switch self {
        case .down, .silent: nil
        // ``Misdeeds`` says how long a misbehaving member is left alone.
        case .misbehaving: nil
        case .blind(.sqlState("53300")): .crowded
        case .blind(.sqlState(let state)) where state.refusesLogins: .refused
        case .blind(.encryption): .refused
        case .blind: .failing
        }
    }

    /// Whether the server refuses every login with our user and password, PgBouncer's for the app included.
    var refusesLogins: Bool { pace == .refused || pace == .crowded }
}

extension SQLState {
    /// Whether the code says that a role, its password, a database or pg_hba.conf refuses logins until it is changed
    /// (PostgreSQL manual, appendix A): class 28, 3D000 and 42501 (no CONNECT privilege, or none for a function that the
    /// fence calls).
    var refusesLogins: Bool {
        isOfLogin || self == "42501" || DeniedFunction(self) != nil
    }

    /// Whether the code is one of the login's own: the role, its password, pg_hba.conf or the database.
    package var isOfLogin: Bool { self == "3D000" || description.hasPrefix("28") }
}

/// The code of a PostgreSQL error (its manual, appendix A): five characters, held in one word, so that values which
/// contain it are copied as plain bytes.
package struct SQLState: Codable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    private let word: UInt64

    /// Characters after the eighth byte are left out: no code is that long.
    package init(_ text: String) {
        word = text.utf8.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    package init(stringLiteral text: String) {
        self.init(text)
    }

    package var description: String {
        let bytes = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        return String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
    }
}
