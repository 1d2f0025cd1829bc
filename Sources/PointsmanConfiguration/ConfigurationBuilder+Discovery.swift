import PointsmanCore
import PointsmanFormats

extension ConfigurationBuilder {
    /// The way of discovery: the one that was given, or else the one that fits the URL's host.
    mutating func discovery(_ database: DatabaseURL?, memberPort: UInt16) -> DiscoveryChoice? {
        let members = values.read(.members) { (text) throws(Expectation) in
            try Self.list(text) { (item) throws(Expectation) in try Self.listed(item, port: memberPort) }
        }
        let given = values.read(.discoveryName, Self.hostName)
        let said = choice(.discovery)
        let places = values.read(.patroni) { (text) throws(Expectation) in
            try Self.list(text) { (item) throws(Expectation) in
                try Self.listed(item, port: OpinionSource.Kind.patroni.standardPort)
            }
        }
        guard let database, values.areSound(.members, .discoveryName, .discovery, .memberPort, .patroni)
        else { return nil }
        let kind = said ?? fitting(database, named: given, hasMembers: members != nil)
        if kind != "static", members != nil {
            values.complain(about: .members, "members are only for discovery = static, and it is \(kind)")
            return nil
        }
        if kind != "patroni", places != nil {
            values.complain(about: .patroni, "patroni is only for discovery = patroni, and it is \(kind)")
            return nil
        }
        switch kind {
        case "patroni": return patroni(database, places)
        case "static":
            if values.isGiven(.discoveryName) {
                values.complain(about: .discoveryName, "discovery = static asks no DNS: leave discovery_name out")
            }
            if let members {
                if Set(members).count < members.count { values.complain(about: .members, "a member is given twice") }
                return Self.choice(members)
            }
            if let hosts = listedHosts(database) { return Self.choice(hosts) }
            values.complain(about: .discovery, "discovery = static needs members = HOST:PORT, HOST:PORT")
            return nil
        case "fly":
            if let app = given.map({ FlyDialect.app(ofHost: $0) ?? ($0.hasSuffix(".") ? String($0.dropLast()) : $0) })
                ?? FlyDialect.app(ofHost: database.host.description)
            {
                return .fly(app: app)
            }
            values.complain(
                about: .discovery,
                "discovery = fly needs the database's app: a URL with the host APP.internal, or "
                    + "discovery_name = APP")
            return nil
        default:
            var host = given
            if host == nil, case .name(let name) = database.host { host = name + (database.isHostComplete ? "." : "") }
            guard let host else {
                values.complain(
                    about: .discovery, "discovery = \(kind) needs a name to ask DNS for: set discovery_name")
                return nil
            }
            if kind == "internal", let app = FlyDialect.app(ofHost: host) {
                return .internalName(host: host, app: app, isOnFly: isOnFly)
            }
            return kind == "srv" ? .srv(name: host) : .name(host: host)
        }
    }

    private mutating func patroni(_ database: DatabaseURL, _ places: [ListedHost]?) -> DiscoveryChoice? {
        for key in [ConfigurationKey.discoveryName, .members] where values.isGiven(key) {
            values.complain(about: key, "discovery = patroni has the members from Patroni: leave \(key.rawValue) out")
        }
        let port = OpinionSource.Kind.patroni.standardPort
        let hosts =
            places
            ?? database.places.compactMap { place in
                place.literalAddress.map { ListedHost(name: $0.description, port: port) }
                    ?? (DatabaseURL.isHostName(place.host.description)
                        ? ListedHost(name: place.host.description, port: port) : nil)
            }
        guard !hosts.isEmpty else {
            values.complain(about: .patroni, "discovery = patroni needs patroni = HOST[:8008], HOST[:8008]")
            return nil
        }
        return .patroni(hosts)
    }

    /// Whether this instance runs on Fly.io, which sets these for each machine.
    private var isOnFly: Bool {
        ["FLY_APP_NAME", "FLY_MACHINE_ID", "FLY_PRIVATE_IP"].contains { environment[$0]?.isEmpty == false }
    }

    /// - Parameter given: the name to ask for; nil for the URL's host.
    private func fitting(_ database: DatabaseURL, named given: String?, hasMembers: Bool) -> String {
        if hasMembers { return "static" }
        if listedHosts(database) != nil { return values.isGiven(.discoveryName) ? "name" : "static" }
        switch database.host {
        case .name(let name):
            guard FlyDialect.app(ofHost: name) != nil else { return "name" }
            let asked = given ?? name
            return FlyDialect.app(ofHost: asked) == nil || DNSQuestion(.aaaa, asked).name.hasSuffix(".flycast")
                ? "fly" : "internal"
        case .address, .socketFolder: return values.isGiven(.discoveryName) ? "name" : "static"
        }
    }

    /// The members that the URL itself names: several hosts, or one address. Nil for a single name, which stands for
    /// what DNS has.
    private func listedHosts(_ database: DatabaseURL) -> [ListedHost]? {
        let addresses = database.places.map(\.literalAddress)
        guard database.places.count > 1 || addresses[0] != nil else { return nil }
        let memberPort = values.isGiven(.memberPort) ? values.text(of: .memberPort).flatMap { UInt16($0) } : nil
        var hosts: [ListedHost] = []
        for (place, address) in zip(database.places, addresses) {
            let host = ListedHost(name: address?.description ?? place.host.description, port: memberPort ?? place.port)
            // libpq tries a host twice that is written twice.
            if !hosts.contains(host) { hosts.append(host) }
        }
        return hosts
    }

    private static func choice(_ hosts: [ListedHost]) -> DiscoveryChoice {
        let members = hosts.compactMap { host in IPAddress(host.name).map { MemberID(address: $0, port: host.port) } }
        return members.count == hosts.count ? .fixed(members) : .hosts(hosts)
    }

    /// Parses an item of `members`: `ADDRESS[:PORT]` or `NAME[:PORT]`.
    static func listed(_ item: String, port: UInt16) throws(Expectation) -> ListedHost {
        if let member = MemberID(item, port: port) {
            return ListedHost(name: member.address.description, port: member.port)
        }
        let parts = item.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let isNumeric = parts[0].utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0.isASCIIDigit }
        guard parts.count <= 2, !isNumeric, DatabaseURL.isHostName(parts[0]) else {
            throw Expectation(
                "\(printable(item)) is no HOST:PORT such as 192.0.2.1:5432, [fdaa::1]:5432 or db-1.example.com:5432")
        }
        let name = parts[0].hasSuffix(".") ? String(parts[0].dropLast()) : parts[0]
        return ListedHost(name: name, port: parts.count > 1 ? try self.port(parts[1]) : port)
    }
}
