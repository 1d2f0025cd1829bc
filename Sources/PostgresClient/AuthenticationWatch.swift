import CLibpq
import Glibc

/// Keeps a password from a server that asks for it by a method that is not allowed: libpq's keyword `require_auth`,
/// also for the libpq of Debian 12 (15), which does not know it.
///
/// libpq does this itself from 16 on. Before that, the server's bytes are looked at before libpq reads them
/// (`MSG_PEEK`), which works only for connections without TLS. A server that sends a second request within the
/// microseconds between the look and libpq's read could still get the password; requests that come at once, in pieces
/// or out of turn are noticed.
package struct AuthenticationWatch {
    /// The allowed methods by libpq's words; nil if all are allowed, or libpq checks them itself.
    private let allowed: [String]?
    private static let keyword = "require_auth"
    /// The first libpq that has the keyword.
    private static let introduced: Int32 = 160_000

    /// `parameters` without those that this libpq, and pgbench with it, does not know.
    package static func understood(
        _ parameters: [(keyword: String, value: String)]
    ) -> [(keyword: String, value: String)] {
        var parameters = parameters
        _ = AuthenticationWatch(&parameters)
        return LibpqKeywords.known(among: parameters)
    }

    /// Removes the keyword from `parameters` if libpq does not know it.
    init(_ parameters: inout [(keyword: String, value: String)], libpqVersion: Int32 = PQlibVersion()) {
        guard libpqVersion < Self.introduced, let index = parameters.firstIndex(where: { $0.keyword == Self.keyword })
        else {
            allowed = nil
            return
        }
        allowed = parameters[index].value.split(separator: ",").map(String.init)
        parameters.remove(at: index)
    }

    /// Why libpq may not go on; nil if it may.
    func refusal(_ connection: OpaquePointer) -> PostgresError? {
        guard let allowed, PQsslInUse(connection) == 0 else { return nil }
        let status = PQstatus(connection)
        guard status == CONNECTION_AWAITING_RESPONSE || status == CONNECTION_SSL_STARTUP else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = recv(PQsocket(connection), &bytes, bytes.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        guard count > 0 else { return nil }
        // The answer to the request for TLS is one byte; a certificate follows only after our next message.
        if status == CONNECTION_SSL_STARTUP {
            return bytes[0] == UInt8(ascii: "N") && count > 1 ? Self.unclear : nil
        }
        return AuthenticationRequests.refusal(of: bytes.prefix(count), allowed: allowed) { method in
            method.map(Self.notAllowed) ?? Self.unclear
        }
    }

    /// The error for the operator. The codes are not PostgreSQL's own, but in the class of refused logins.
    static func notAllowed(_ method: String) -> PostgresError {
        PostgresError(
            code: .server, sqlState: method == "password" ? "28CLR" : method == "md5" ? "28MD5" : "28OTH",
            message:
                "it asks for the password by the method \(method), which require_auth does not allow: it was not given")
    }

    private static let unclear = PostgresError(
        code: .server, sqlState: "28OTH", message: "it asks for the password out of turn: it was not given")
}
