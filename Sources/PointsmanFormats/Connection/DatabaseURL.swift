package import PointsmanCore

/// `postgres://user:password@host:port/database?sslmode=…`, the form that platforms hand to an app
/// (PostgreSQL manual, 34.1.1.2). One host only: its members are discovery's business.
package struct DatabaseURL: Equatable, Sendable {
    package enum Host: Hashable, Sendable, CustomStringConvertible {
        case name(String)
        case address(IPAddress)
        /// The folder of a Unix socket.
        case socketFolder(String)

        package var description: String {
            switch self {
            case .name(let name): name
            case .address(let address): address.description
            case .socketFolder(let path): path
            }
        }
    }

    package var user: String
    package var password: Secret?
    package var host: Host
    /// Whether the host's name ends with a dot, which keeps the search list away from it.
    package var isHostComplete = false
    package var port: UInt16
    package var database: String
    /// Nil where the URL says nothing: libpq's and PgBouncer's own defaults differ.
    package var sslMode: SSLMode?
    package var sslRootCertificate: String?
    package var sslCertificate: String?
    package var sslKey: String?
    /// Where passwords are looked up when the URL has none.
    package var passFile: String?
    package var applicationName: String?
    /// What the server is started with: `-c name=value`.
    package var options: String?
    /// How a member may ask for the password; nil is any way, as for PgBouncer's console.
    package var passwordMethods: [PasswordMethod]?

    package init(user: String, password: Secret? = nil, host: Host, port: UInt16 = 5432, database: String) {
        self.user = user
        self.password = password
        self.host = host
        self.port = port
        self.database = database
    }

    /// libpq's keywords for a connection to `member`, or to the host itself where it is nil. The host's name goes with
    /// the member's address so that verify-full has a name to check and nothing is looked up.
    package func parameters(dialling member: MemberID? = nil) -> [(keyword: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("host", host.description), ("hostaddr", member?.address.description),
            ("port", String(member?.port ?? port)), ("user", user), ("password", password?.reveal()),
            ("dbname", database), ("sslmode", sslMode?.rawValue), ("sslrootcert", sslRootCertificate),
            ("sslcert", sslCertificate), ("sslkey", sslKey), ("application_name", applicationName),
            ("options", options), ("gssencmode", "disable"), ("require_auth", requireAuth),
        ]
        return pairs.compactMap { pair in pair.1.map { (keyword: pair.0, value: $0) } }
    }

    /// A server that asks for no password (trust, a certificate) is given none.
    private var requireAuth: String? {
        passwordMethods.map { ($0.map(\.rawValue) + ["none"]).joined(separator: ",") }
    }
}

extension DatabaseURL: CustomStringConvertible {
    /// For people: without the password.
    package var description: String {
        let place =
            switch host {
            case .name(let name): "\(name):\(port)"
            case .address(let address): MemberID(address: address, port: port).description
            case .socketFolder(let path): "\(path):\(port)"
            }
        return "postgres://\(user)@\(place)/\(database)"
    }
}
