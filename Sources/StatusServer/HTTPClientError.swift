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

    package var description: String {
        switch self {
        case .unreachable(let address, let code): "\(address): \(String(cString: strerror(code)))"
        case .unusable(let address): "\(address) is no address"
        case .deadline(let address): "\(address) did not answer in time"
        case .noAnswer(let address): "\(address) closed the connection without a whole answer"
        }
    }
}
