import Glibc

/// The reason why a request got no answer.
package enum HTTPClientError: Error, Equatable, CustomStringConvertible {
    /// The address could not be reached; `code` is the `errno`.
    case unreachable(ServerAddress, code: Int32)
    /// The text is no address.
    case unusable(ServerAddress)
    case deadline(ServerAddress)
    /// The server sent no complete HTTP answer, or one that is too long.
    case noAnswer(ServerAddress)
    /// There is no TLS with it that its client would trust; the words are ours.
    case insecure(ServerAddress, String)

    package var description: String {
        switch self {
        case .unusable(let address): "\(address) is no address"
        case .deadline(let address), .noAnswer(let address): "\(address) \(reason)"
        case .unreachable(let address, _), .insecure(let address, _): "\(address): \(reason)"
        }
    }

    /// The same without the address.
    package var reason: String {
        switch self {
        case .unreachable(_, let code): String(cString: strerror(code))
        case .unusable: "no address"
        case .deadline: "did not answer in time"
        case .noAnswer: "closed the connection without a whole answer"
        case .insecure(_, let words): words
        }
    }
}
