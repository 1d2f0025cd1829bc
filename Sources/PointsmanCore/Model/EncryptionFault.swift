/// Why our own end ended a login before the server was told who we are: its TLS is not what `sslmode` asks for. PgBouncer, which is
/// set as we are, can't log in there either.
package enum EncryptionFault: Equatable, Sendable {
    /// The server, or what answers in its place, speaks no TLS.
    case notOffered
    /// The certificate is signed by none of `sslrootcert`, or is not valid at this time: libpq tells no more.
    case untrusted
    /// The certificate has other names than the one that it was asked for.
    case otherName
    /// A file that is to be read for TLS is not there, or not readable.
    case missingFile
    /// The two ends agree on no protocol, or the server wants a certificate of the client's.
    case handshake
}

extension EncryptionFault {
    /// For people.
    var text: String {
        switch self {
        case .notOffered: "it speaks no TLS, which sslmode requires"
        case .untrusted: "its certificate is not valid now, or signed by no authority of sslrootcert"
        case .otherName:
            "its certificate has other names than the host of database_url, which sslmode=verify-full compares"
        case .missingFile: "a file of certificates or keys that database_url names can't be read here"
        case .handshake: "the TLS handshake with it fails"
        }
    }
}
