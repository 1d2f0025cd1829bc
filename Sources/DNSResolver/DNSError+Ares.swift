import CAres

extension DNSError {
    /// The error for the status with which c-ares ended a query (ares_query(3)).
    init(status: Int32) {
        switch status {
        case ARES_ENOTFOUND: self.init(.noSuchName, status: status, "the name does not exist (NXDOMAIN)")
        case ARES_ESERVFAIL: self.init(.serverFailure, status: status, "the server failed (SERVFAIL)")
        case ARES_EREFUSED: self.init(.refused, status: status, "the server refused (REFUSED)")
        case ARES_ENOTIMP: self.init(.refused, status: status, "the server does not serve such questions (NOTIMP)")
        case ARES_EFORMERR: self.init(.refused, status: status, "the server did not understand (FORMERR)")
        case ARES_ECONNREFUSED: self.init(.unreachable, status: status, "no server could be reached")
        case ARES_ETIMEOUT: self = .silent
        case ARES_EBADNAME: self = .badName
        default: self.init(.other, status: status, String(cString: ares_strerror(status)))
        }
    }

    static var silent: DNSError { DNSError(.silence, status: ARES_ETIMEOUT, "no answer within the time limit") }

    static var badName: DNSError {
        DNSError(.badName, status: ARES_EBADNAME, "this is no name that DNS can be asked for")
    }
}
