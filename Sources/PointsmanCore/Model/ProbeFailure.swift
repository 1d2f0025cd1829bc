/// Why a probe brought no report, by what it proves of the server.
package enum ProbeFailure: Equatable, Sendable {
    /// Nobody is there, or it said that it is going: refused, reset, 57P01-57P03.
    case down(Cause)
    /// No answer within the time limit, or no route to it. Proves nothing.
    case silent(Cause)
    /// The server lives and only we can't see it: 53300, class 28, 3D000 and every other error of a server; or its TLS is not what we
    /// ask for. Whose certificate is not accepted may be another server.
    case blind(Cause)

    /// It answers in a way that no PostgreSQL does. Proves nothing of the server that belongs there; it is left alone for a
    /// while (``ProbePlan/pauses``).
    case misbehaving(Cause)

    /// What lay under it.
    package enum Cause: Equatable, Sendable {
        case sqlState(SQLState)
        /// A Linux `errno`.
        case systemError(Int32)
        case endOfFile
        case deadline
        case misbehaviour(Misbehaviour)
        case encryption(EncryptionFault)
    }

    /// What a misbehaving member did.
    package enum Misbehaviour: Equatable, Sendable {
        /// It sent more than a probe reads.
        case excess
        /// It brought the link into a state that nothing of ours asks for, such as COPY.
        case foreignState
        /// Its login asked for more computing than the time limit allows.
        case costlyLogin
        /// It doesn't speak the protocol, or doesn't know the password that it asked for.
        case garbled
    }

    /// Classifies what the client library reported.
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

    /// ENOENT (a Unix socket that is gone), EPIPE, ECONNABORTED, ECONNRESET, ECONNREFUSED.
    private static let errorsOfNobodyThere: [Int32] = [2, 32, 103, 104, 111]
}
