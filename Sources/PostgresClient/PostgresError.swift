/// A connection attempt or a round trip that failed: the kind of failure, with its cause.
package struct PostgresError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The server answered with an error; ``PostgresError/sqlState`` says which.
        case server
        /// The link could not be made or was lost; ``PostgresError/systemError`` says why if the system told.
        case transport
        case deadline
        case cancelled
        /// The server did something that no server does which follows the protocol as it is used here.
        case misbehaving(Misbehaviour)
        /// This end has ended the login: the server's TLS is not what `sslmode` asks for.
        case encryption(EncryptionFault)
    }

    /// What is wrong with a server's TLS, as far as libpq tells.
    package enum EncryptionFault: Sendable, Equatable {
        case notOffered, untrusted, otherName, missingFile, handshake
    }

    package let code: Code
    /// The five characters of PostgreSQL's appendix A; nil if the server sent none.
    package let sqlState: String?
    /// The `errno` of the lost link; nil for a plain end of file.
    package let systemError: Int32?
    /// libpq's or the server's message, on one line and cut after 500 characters. It never holds a password: libpq's
    /// messages don't.
    package let message: String

    /// The server's message if it refused; nil if the failure is another one.
    package var refusal: String? { code == .server ? message : nil }

    package init(code: Code, sqlState: String? = nil, systemError: Int32? = nil, message: String) {
        self.code = code
        self.sqlState = sqlState
        self.systemError = systemError
        self.message = Self.line(message)
    }

    /// The beginning of another program's text, on one line.
    private static func line(_ text: String) -> String {
        guard text.utf8.count > 500 || text.utf8.contains(where: { $0 < 32 }) else { return text }
        let start = text.unicodeScalars.prefix(500).map { $0.value < 32 ? " " : $0 }
        return String(String.UnicodeScalarView(start)) + (start.count < text.unicodeScalars.count ? " ..." : "")
    }

    package var description: String { sqlState.map { "\(message) (SQLSTATE \($0))" } ?? message }
}

/// What a server did that no server does which follows PostgreSQL's protocol as it is used here.
package enum Misbehaviour: Sendable, Equatable {
    /// It sent more than is read: endless rows, notices or notifications, or an endless message.
    case excess
    /// It brought the link into a protocol state that no statement of ours asks for, such as COPY.
    case foreignState
    /// Its login asked for more computing than the time limit allows.
    case costlyLogin
    /// It doesn't speak the protocol, or doesn't know the password that it asked for.
    case garbled
}
