/// What an operator asks for over the control socket.
package enum OperatorRequest: Equatable, Sendable {
    /// Hold clients for at most this long.
    case hold(Duration)
    case release
}
