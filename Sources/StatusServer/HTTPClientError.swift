import Glibc

/// Why a request got no answer.
package enum HTTPClientError: Error, Equatable, CustomStringConvertible {
    /// Nobody could be reached at the address; `code` is the `errno`.
    case unreachable(ServerAddress, code: Int32)
    /// The address is none.
    case unusable(ServerAddress)
    case deadline(ServerAddress)
    /// What came back was no whole HTTP answer, or a larger one than is taken.
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
