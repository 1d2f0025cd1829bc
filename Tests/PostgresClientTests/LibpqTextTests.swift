import PostgresClient
import Testing

@Suite("libpq's messages for a link that cannot be used")
struct LibpqTextTests {
    private static let head = "connection to server at \"10.0.0.1\", port 5432 failed: "

    @Test(
        "libpq's message for a failed link is classified by side and cause",
        arguments: [
            ("server does not support SSL, but SSL was required", PostgresError.Code.encryption(.notOffered)),
            ("SSL error: certificate verify failed", .encryption(.untrusted)),
            ("server certificate for \"a\" does not match host name \"b\"", .encryption(.otherName)),
            (
                "server certificate for \"a\" (and 2 other names) does not match host name \"b\"",
                .encryption(.otherName)
            ),
            ("root certificate file \"/ca.crt\" does not exist\nEither provide the file", .encryption(.missingFile)),
            ("SSL error: tlsv1 alert protocol version", .encryption(.handshake)),
            ("SSL error: tlsv13 alert certificate required", .encryption(.handshake)),
            // A server that crashes, and one that is no TLS at all.
            ("SSL error: unexpected eof while reading", .transport), ("SSL SYSCALL error: EOF detected", .transport),
            ("SSL SYSCALL error: Connection reset by peer", .transport),
            ("SSL connection has been closed unexpectedly", .transport),
            ("SSL error: wrong version number", .misbehaving(.garbled)),
            ("received invalid response to SSL negotiation: H", .misbehaving(.garbled)),
            ("server closed the connection unexpectedly", .transport), ("Connection refused", .transport),
            ("fe_sendauth: no password supplied", .server),
            ("channel binding is required, but server did not offer an authentication method", .server),
        ])
    func code(words: String, code: PostgresError.Code) {
        #expect(PostgresError(libpqText: Self.head + words).code == code)
    }

    @Test("libpq's message for a login that it refused itself gets an SQLSTATE of class 28")
    func states() {
        #expect(PostgresError(libpqText: "fe_sendauth: no password supplied").sqlState == "28NOP")
        #expect(PostgresError(libpqText: "SSPI authentication not supported").sqlState == "28OTH")
    }
}
