package import PointsmanCore

/// A database URL `postgres://user:password@host:port/database?sslmode=…`, the form that platforms give to an app
/// (PostgreSQL manual, 34.1.1.2), or libpq's `keyword=value` pairs with the same meaning. A single host stands for
/// members that discovery finds; several hosts are the members themselves.
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

    /// One server that the URL names.
    package struct Place: Hashable, Sendable {
        package var host: Host
        /// The address that is dialled (`hostaddr`); nil if the host gives it.
        package var address: IPAddress?
        package var port: UInt16

        package init(host: Host, address: IPAddress? = nil, port: UInt16) {
            self.host = host
            self.address = address
            self.port = port
        }

        /// The address, if no name has to be looked up for it; otherwise nil.
        package var literalAddress: IPAddress? {
            if let address { return address }
            if case .address(let address) = host { return address }
            return nil
        }
    }

    /// A libpq keyword that is passed on unchanged.
    package struct Setting: Equatable, Sendable {
        package let keyword: String
        package let value: Secret
    }

    package var user: String
    package var password: Secret?
    /// The servers in the order of the text; never empty.
    package internal(set) var places: [Place]
    /// Whether the name of a single host ends with a dot, which excludes the search list.
    package internal(set) var isHostComplete = false
    package var database: String
    /// Nil if the URL doesn't set it: libpq's and PgBouncer's own defaults differ.
    package var sslMode: SSLMode?
    package var sslRootCertificate: String?
    package var sslCertificate: String?
    package var sslKey: String?
    package var tlsVersions = TLSVersions()
    /// The file in which passwords are looked up if the URL has none.
    package var passFile: String?
    package var applicationName: String?
    /// The options for the server's start: `-c name=value`.
    package var options: String?
    /// The methods by which a member may ask for the password; nil allows any, as for PgBouncer's console.
    package var passwordMethods: [PasswordMethod]?
    /// Further settings for members; PgBouncer does not get them.
    package var furtherSettings: [Setting] = []
    /// Sentences about settings that were accepted although they may not do what their author expects. They contain no
    /// secret.
    package var notices: [String] = []

    package init(user: String, password: Secret? = nil, host: Host, port: UInt16 = 5432, database: String) {
        self.user = user
        self.password = password
        places = [Place(host: host, port: port)]
        self.database = database
    }

    /// The first host. Setting it removes the other hosts.
    package var host: Host {
        get { places[0].host }
        set { places = [Place(host: newValue, port: port)] }
    }

    /// The first host's port. Setting it removes the other hosts.
    package var port: UInt16 {
        get { places[0].port }
        set { places = [Place(host: host, address: places[0].address, port: newValue)] }
    }

    /// Whether both name the same hosts, whatever the ports are.
    package func hasHosts(of other: DatabaseURL) -> Bool {
        isHostComplete == other.isHostComplete
            && places.elementsEqual(other.places) { ($0.host, $0.address) == ($1.host, $1.address) }
    }

    /// Replaces the hosts and ports by those of `other`.
    package mutating func takePlaces(of other: DatabaseURL) {
        places = other.places
        isHostComplete = other.isHostComplete
    }

    /// libpq's parameters for a connection to `member`, or to the host itself if that is nil. The host's name goes with
    /// the member's address, so that verify-full can check a name and nothing is looked up.
    /// - Parameter name: the name that the member's certificate must have; nil for the host that led to the member.
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

    /// The host whose own address is `member`'s, or else the first one.
    private func host(of member: MemberID?) -> Host {
        guard let member else { return host }
        let leading = places.filter { $0.literalAddress == member.address }
        return (leading.first { $0.port == member.port } ?? leading.first ?? places[0]).host
    }

    /// The methods for libpq. A server that asks for no password (trust, a certificate) gets none.
    private var requireAuth: String? {
        passwordMethods.map { ($0.map(\.rawValue) + ["none"]).joined(separator: ",") }
    }
}

extension DatabaseURL: CustomStringConvertible {
    /// The URL for people, without the password.
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
