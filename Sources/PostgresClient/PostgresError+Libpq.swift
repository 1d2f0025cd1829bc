import Glibc

extension PostgresError {
    /// Parses libpq's text about a failed link. For a connection attempt libpq reports SQLSTATE and `errno` only in
    /// words: with `PQERRORS_VERBOSE` as `SEVERITY:  SQLSTATE: message` and the location lines, and as the words of
    /// strerror(3), which are untranslated since the program never calls setlocale(3).
    package init(libpqText text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        let first = lines.first { !$0.isEmpty } ?? "the server closed the connection without a word"
        if let (state, message) = Self.verboseFields(of: lines) {
            self.init(code: .server, sqlState: state, message: message)
        } else if let method = Self.methodNotAllowed(text) {
            self = AuthenticationWatch.notAllowed(method)
        } else if let fault = Self.encryptionFault(text) {
            self.init(code: .encryption(fault), message: first)
        } else if text.contains("no password supplied") {
            // The code is not PostgreSQL's own, but in the class of refused logins.
            self.init(code: .server, sqlState: "28NOP", message: first)
        } else if Self.unknownMethods.contains(where: { text.contains($0) }) {
            self.init(code: .server, sqlState: "28OTH", message: first)
        } else if Self.complaints.contains(where: { text.contains($0) }) {
            self.init(code: .misbehaving(.garbled), message: first)
        } else {
            self.init(code: .transport, systemError: Self.systemError(in: text), message: first)
        }
    }

    /// libpq's words (fe-connect.c, fe-auth.c, fe-auth-scram.c, fe-protocol3.c of release 15) for an answer that the
    /// protocol does not allow, and for a server that can't prove that it knows the password's hash.
    private static let complaints = [
        "expected authentication request from server, but received", "received invalid ", "invalid SCRAM response",
        "malformed SCRAM message", "incorrect server signature", "could not verify server signature",
        "duplicate SASL authentication request", "unexpected message from server",
        "lost synchronization with server", "message contents do not agree with length",
        "without prior row description", "unexpected response from server", "unexpected field count in",
        "insufficient data in", "extraneous data in", "unexpected character", "received unencrypted data after",
        "cannot allocate memory for input buffer", "SSL error: wrong version number",
        "SSL error: packet length too long",
    ]

    /// libpq's words for requests that it can't answer, or may not answer (`channel_binding`).
    private static let unknownMethods = [
        "authentication not supported", "channel binding",
        "none of the server's SASL authentication mechanisms are supported",
    ]

    /// The fault by libpq's words if TLS ends a login (fe-connect.c, fe-secure-common.c and fe-secure-openssl.c of
    /// release 15); nil for other texts. A broken link (`SSL SYSCALL error`) and bytes that are not TLS are treated
    /// elsewhere.
    private static func encryptionFault(_ text: String) -> EncryptionFault? {
        if text.contains("server does not support SSL") { return .notOffered }
        if text.contains("certificate verify failed") { return .untrusted }
        if text.contains("does not match host name") || text.contains("could not get server's host name") {
            return .otherName
        }
        let files = [
            "root certificate file", "certificate revocation list", "could not open certificate file",
            "could not read certificate file", "private key file", "could not load private key",
        ]
        if files.contains(where: { text.contains($0) }) { return .missingFile }
        return handshakes.contains { text.contains("SSL error: ") && text.contains($0) } ? .handshake : nil
    }

    /// OpenSSL's words for two ends that agree on no protocol. Those for a link that ends, such as "unexpected eof
    /// while reading", do not belong here: a server that crashes must not be taken for one that refuses.
    private static let handshakes = [
        "no protocols available", "unsupported protocol", "alert protocol version", "alert handshake failure",
        "no shared cipher", "key too small", "certificate required", "alert unknown ca", "alert bad certificate",
        "alert certificate expired",
    ]

    /// The method that the server asked for, if libpq itself has refused it (`require_auth`, from 16 on); nil for other
    /// texts.
    private static func methodNotAllowed(_ text: String) -> String? {
        guard text.contains("authentication method requirement") else { return nil }
        let words = [("cleartext password", "password"), ("hashed password", "md5"), ("SASL", "scram-sha-256")]
        return words.first { text.contains($0.0) }?.1 ?? "unknown"
    }

    /// The SQLSTATE and the message of the first line `SEVERITY:  SQLSTATE: message`.
    private static func verboseFields(of lines: [String]) -> (state: String, message: String)? {
        for line in lines {
            for severity in ["FATAL:  ", "ERROR:  ", "PANIC:  "] {
                guard let range = line.firstRange(of: severity) else { continue }
                let rest = line[range.upperBound...]
                let state = rest.prefix(5)
                guard rest.dropFirst(5).hasPrefix(": "), state.utf8.allSatisfy(Self.isStateCharacter) else { continue }
                return (String(state), String(rest.dropFirst(7)))
            }
        }
        return nil
    }

    private static func isStateCharacter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func systemError(in text: String) -> Int32? {
        let candidates = [
            ECONNREFUSED, ECONNRESET, ECONNABORTED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EPIPE, EADDRNOTAVAIL, EACCES,
            ENOENT,
        ]
        return candidates.first { text.contains(String(cString: strerror($0))) }
    }
}
