package import PointsmanCore

/// `postgres://user:password@host:port/database?sslmode=…`, the form that platforms hand to an app
/// (PostgreSQL manual, 34.1.1.2), or libpq's `keyword=value` pairs that say the same. One host stands for members that
/// discovery finds; several are the members.
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

    /// One server that it names.
    package struct Place: Hashable, Sendable {
        package var host: Host
        /// Where it is dialled (`hostaddr`); nil where the host says it.
        package var address: IPAddress?
        package var port: UInt16

        package init(host: Host, address: IPAddress? = nil, port: UInt16) {
            self.host = host
            self.address = address
            self.port = port
        }

        /// Its address, as far as no name has to be looked up.
        package var literalAddress: IPAddress? {
            if let address { return address }
            if case .address(let address) = host { return address }
            return nil
        }
    }

    /// A keyword of libpq's that is passed on as it is.
    package struct Setting: Equatable, Sendable {
        package let keyword: String
        package let value: Secret
    }

    package var user: String
    package var password: Secret?
    /// In the order of the text; never empty.
    package internal(set) var places: [Place]
    /// Whether the name of a single host ends with a dot, which keeps the search list away from it.
    package internal(set) var isHostComplete = false
    package var database: String
    /// Nil where the URL says nothing: libpq's and PgBouncer's own defaults differ.
    package var sslMode: SSLMode?
    package var sslRootCertificate: String?
    package var sslCertificate: String?
    package var sslKey: String?
    package var tlsVersions = TLSVersions()
    /// Where passwords are looked up when the URL has none.
    package var passFile: String?
    package var applicationName: String?
    /// What the server is started with: `-c name=value`.
    package var options: String?
    /// How a member may ask for the password; nil is any way, as for PgBouncer's console.
    package var passwordMethods: [PasswordMethod]?
    /// What else members are dialled with; it is not said to PgBouncer.
    package var furtherSettings: [Setting] = []
    /// What who wrote it should know though it is taken. No secret is among it.
    package var notices: [String] = []

    package init(user: String, password: Secret? = nil, host: Host, port: UInt16 = 5432, database: String) {
        self.user = user
        self.password = password
        places = [Place(host: host, port: port)]
        self.database = database
    }

    /// The first host. One that is set is the only one.
    package var host: Host {
        get { places[0].host }
        set { places = [Place(host: newValue, port: port)] }
    }

    /// The first host's port. One that is set is of the only host.
    package var port: UInt16 {
        get { places[0].port }
        set { places = [Place(host: host, address: places[0].address, port: newValue)] }
    }

    /// Whether both lead to the same hosts, at whatever ports.
    package func hasHosts(of other: DatabaseURL) -> Bool {
        isHostComplete == other.isHostComplete
            && places.elementsEqual(other.places) { ($0.host, $0.address) == ($1.host, $1.address) }
    }

    /// Takes the hosts and ports of `other` in place of its own.
    package mutating func takePlaces(of other: DatabaseURL) {
        places = other.places
        isHostComplete = other.isHostComplete
    }

    /// libpq's keywords for a connection to `member`, or to the host itself where it is nil. The host's name goes with
    /// the member's address so that verify-full has a name to check and nothing is looked up.
    /// - Parameter name: what the member's certificate is to name; nil for the host that has led to it.
    package func parameters(
        dialling member: MemberID? = nil, named name: String? = nil
    ) -> [(keyword: String, value: String)] {
        let address = member?.address ?? places[0].address
        let pairs: [(String, String?)] = [
            ("host", name ?? host(of: member).description), ("hostaddr", address?.description),
            ("port", String(member?.port ?? port)), ("user", user), ("password", password?.reveal()),
            ("dbname", database), ("sslmode", sslMode?.rawValue), ("sslrootcert", sslRootCertificate),
            ("sslcert", sslCertificate), ("sslkey", sslKey), ("application_name", applicationName),
            ("options", options), ("gssencmode", "disable"), ("require_auth", requireAuth),
            ("ssl_min_protocol_version", tlsVersions.least), ("ssl_max_protocol_version", tlsVersions.most),
        ]
        return pairs.compactMap { pair in pair.1.map { (keyword: pair.0, value: $0) } }
            + furtherSettings.map { ($0.keyword, $0.value.reveal()) }
    }

    /// The host that leads to `member` by itself, else the first one.
    private func host(of member: MemberID?) -> Host {
        guard let member else { return host }
        let leading = places.filter { $0.literalAddress == member.address }
        return (leading.first { $0.port == member.port } ?? leading.first ?? places[0]).host
    }

    /// A server that asks for no password (trust, a certificate) is given none.
    private var requireAuth: String? {
        passwordMethods.map { ($0.map(\.rawValue) + ["none"]).joined(separator: ",") }
    }
}

extension DatabaseURL: CustomStringConvertible {
    /// For people: without the password.
    package var description: String {
        let texts = places.map { place in
            switch place.host {
            case .name(let name): "\(name):\(place.port)"
            case .address(let address): MemberID(address: address, port: place.port).description
            case .socketFolder(let path): "\(path):\(place.port)"
            }
        }
        return "postgres://\(user)@\(texts.joined(separator: ","))/\(database)"
    }
}
