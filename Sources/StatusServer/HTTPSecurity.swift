import NIOCore
import NIOSSL

/// How a server is asked over TLS: the authorities that the client trusts, and the certificate that it shows. BoringSSL by swift-nio-ssl, TLS 1.2 at
/// least.
package struct HTTPSecurity: Sendable {
    /// How far the server's certificate is looked at; the words are those of libpq's `sslmode` (PostgreSQL manual, 34.19.1).
    package enum Verification: String, CaseIterable, Sendable {
        /// Any certificate is taken.
        case require
        /// An authority that is trusted has signed it.
        case authority = "verify-ca"
        /// It is of the host that is asked, by name or by address, besides.
        case full = "verify-full"
    }

    /// Why there is none: a sentence without the key's or a password's text.
    package struct Flaw: Error, CustomStringConvertible {
        package let description: String
    }

    private let context: NIOSSLContext

    /// - Parameters:
    ///   - authority: the certificates that are trusted, in PEM; nil for this machine's.
    ///   - certificate: this client's, with those of its chain behind it, in PEM; nil for none.
    ///   - key: its private key, in PEM and without a passphrase.
    package init(
        _ verification: Verification, authority: [UInt8]?, certificate: [UInt8]?, key: [UInt8]?
    ) throws(Flaw) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification =
            switch verification {
            case .require: .none
            case .authority: .noHostnameVerification
            case .full: .fullVerification
            }
        // What is not looked at is not loaded: this machine's authorities are a megabyte.
        if let authority, verification != .require {
            configuration.trustRoots = .certificates(try Self.certificates(authority, "the authority"))
        }
        if let certificate {
            let chain = try Self.certificates(certificate, "the client's certificate")
            configuration.certificateChain = chain.map { .certificate($0) }
            guard let key, let privateKey = try? NIOSSLPrivateKey(bytes: key, format: .pem) else {
                throw Flaw(description: "the client's key is no private key in PEM, or has a passphrase")
            }
            configuration.privateKey = .privateKey(privateKey)
        }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Flaw(description: "the client's certificate and key do not belong together")
        }
    }

    private static func certificates(_ text: [UInt8], _ what: String) throws(Flaw) -> [NIOSSLCertificate] {
        guard let found = try? NIOSSLCertificate.fromPEMBytes(text), !found.isEmpty else {
            throw Flaw(description: "\(what) is no certificate in PEM")
        }
        return found
    }

    /// What stands in the channel before HTTP.
    /// - Parameter name: whose certificate is expected, where the server is known by one; else it is the address's that is dialled.
    func handler(for name: String?) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: name)
    }

    /// Why TLS failed, in words of ours; nil for another failure.
    static func words(of error: any Error) -> String? {
        switch error {
        case NIOSSLError.handshakeFailed(let error): "the TLS handshake failed\(reason(error))"
        case let error as BoringSSLError: "TLS failed\(reason(error))"
        case is NIOSSLExtraError, NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate:
            "its certificate is not that host's"
        default: nil
        }
    }

    /// Whether the server has closed the connection without TLS's word for it, as many do.
    static func isUnsaidEnd(_ error: any Error) -> Bool {
        if case NIOSSLError.uncleanShutdown = error { true } else { false }
    }

    /// What BoringSSL calls it, such as `CERTIFICATE_VERIFY_FAILED`: the first word in capitals that is no abbreviation.
    private static func reason(_ error: BoringSSLError) -> String {
        let stack: NIOBoringSSLErrorStack
        switch error {
        case .sslError(let found), .unknownError(let found): stack = found
        default: return ""
        }
        let words = stack.flatMap { $0.description.split { $0 == ":" || $0 == " " } }
        let name = words.first(where: isName)
        return name.map { " (\($0))" } ?? ""
    }

    private static func isName(_ word: Substring) -> Bool {
        guard let first = word.utf8.first, (65...90).contains(first), word.utf8.count > 6 else { return false }
        return word.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
    }
}
