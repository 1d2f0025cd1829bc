/// A question that got no usable answer: what kind of failure, in words, with what lay under it.
package struct DNSError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// NXDOMAIN: the server says that there is no such name.
        case noSuchName
        /// SERVFAIL: the server could not find out.
        case serverFailure
        /// REFUSED, NOTIMP or FORMERR: the server does not want to answer.
        case refused
        /// Nobody listens at the server's address, or it can't be reached.
        case unreachable
        /// No answer within the time limit.
        case silence
        /// The name can't be asked for: an empty or overlong label, or more than 255 bytes.
        case badName
        /// The list of servers can't be used.
        case badServers
        case cancelled
        /// Anything else; ``DNSError/status`` says what.
        case other
    }

    package let code: Code
    /// c-ares' `ARES_E…` number, where it was c-ares that said so.
    package let status: Int32?
    /// Fits behind "AAAA name: ".
    package let message: String

    package init(_ code: Code, status: Int32? = nil, _ message: String) {
        self.code = code
        self.status = status
        self.message = message
    }

    package var description: String { message }
}
