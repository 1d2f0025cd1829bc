/// What an operator asks for over the control socket.
package enum OperatorRequest: Equatable, Sendable {
    /// Hold clients for at most this long.
    case hold(Duration)
    case release
    /// Take the primary at this member for the fence's owner, be its timeline lower or its cluster another one.
    case adoptFence(MemberID)
    /// Forget the fence, and pin what is seen as at a first start.
    case resetFence
}
