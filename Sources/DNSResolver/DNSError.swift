/// The error of a question without a usable answer: the kind of failure, a message, and the cause.
package struct DNSError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// NXDOMAIN: the server says that the name does not exist.
        case noSuchName
        /// SERVFAIL: the server could not find out.
        case serverFailure
        /// REFUSED, NOTIMP or FORMERR: the server does not want to answer.
        case refused
        /// No program listens at the server's address, or the address can't be reached.
        case unreachable
        /// No answer within the time limit.
        case silence
        /// The name can't be asked for: an empty or overlong label, or more than 255 bytes.
        case badName
        /// The list of servers can't be used.
        case badServers
        case cancelled
        /// Any other failure; ``DNSError/status`` says which.
        case other
    }

    package let code: Code
    /// c-ares' `ARES_E…` number; nil if the failure is not c-ares'.
    package let status: Int32?
    /// A message that fits after "AAAA name: ".
    package let message: String

    package init(_ code: Code, status: Int32? = nil, _ message: String) {
        self.code = code
        self.status = status
        self.message = message
    }

    package var description: String { message }
}
