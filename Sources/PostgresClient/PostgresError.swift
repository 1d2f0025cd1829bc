/// A connection attempt or a round trip that did not succeed: what kind of failure, with what lay under it.
package struct PostgresError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The server answered with an error; ``PostgresError/sqlState`` says which.
        case server
        /// The link could not be made or was lost; ``PostgresError/systemError`` says why where the system told.
        case transport
        case deadline
        case cancelled
        /// The server did what none does that speaks the protocol as it is used here.
        case misbehaving(Misbehaviour)
        /// Our own end has ended the login: the server's TLS is not what `sslmode` asks for.
        case encryption(EncryptionFault)
    }

    /// What is wrong with a server's TLS, as far as libpq tells.
    package enum EncryptionFault: Sendable, Equatable {
        case notOffered, untrusted, otherName, missingFile, handshake
    }

    package let code: Code
    /// The five characters of PostgreSQL's appendix A, where the server sent them.
    package let sqlState: String?
    /// The `errno` of the lost link; nil for a plain end of file.
    package let systemError: Int32?
    /// libpq's or the server's words, on one line and cut after 500 characters. Never holds a password: libpq puts none into its messages.
    package let message: String

    /// What the server said when it refused; nil if it is not what failed.
    package var refusal: String? { code == .server ? message : nil }

    package init(code: Code, sqlState: String? = nil, systemError: Int32? = nil, message: String) {
        self.code = code
        self.sqlState = sqlState
        self.systemError = systemError
        self.message = Self.line(message)
    }

    /// The first words of a text that another program wrote, on one line.
    private static func line(_ text: String) -> String {
        guard text.utf8.count > 500 || text.utf8.contains(where: { $0 < 32 }) else { return text }
        let start = text.unicodeScalars.prefix(500).map { $0.value < 32 ? " " : $0 }
        return String(String.UnicodeScalarView(start)) + (start.count < text.unicodeScalars.count ? " ..." : "")
    }

    package var description: String { sqlState.map { "\(message) (SQLSTATE \($0))" } ?? message }
}

/// What a server did that none does which speaks PostgreSQL's protocol as it is used here.
package enum Misbehaviour: Sendable, Equatable {
    /// It sent more than is read: rows, notices or notifications without end, or a message without end.
    case excess
    /// It brought the link into a state that nothing of ours asks for, such as COPY.
    case foreignState
    /// Its login asked for more computing than the time limit allows.
    case costlyLogin
    /// It doesn't speak the protocol, or doesn't know the password that it asked for.
    case garbled
}
