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
