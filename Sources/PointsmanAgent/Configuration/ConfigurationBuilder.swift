import Logging
import PointsmanCore
import PointsmanFormats

/// Makes the configuration of the texts that were given.
struct ConfigurationBuilder {
    var values: ConfigurationValues
    let poolerKeys: [Configuration.PoolerKey]
    let environment: [String: String]
    let disk: (_ file: String) -> LoadedFile
    /// The database's URL with all that other places say of it; nil where it stands in one.
    var wholeURL: Secret?

    /// The configuration; nil where something that must be there is missing. What is wrong is in ``values``.
    mutating func build() -> Configuration? {
        let database = self.database()
        var policy = self.policy()
        checkTimes(in: policy)
        let listen = values.read(.poolerListen) { (text) throws(Expectation) in try PoolerListen(text) }
        let http = values.read(.httpListen, Self.listen)
        let memberPort = values.read(.memberPort, Self.port) ?? database?.port ?? 5432
        let discovery = self.discovery(database, memberPort: memberPort)
        let pooler = self.pooler()
        let user = values.read(.poolerUser, Self.userName)
        let users = poolerUsers(besides: database)
        let readDatabase = self.readDatabase(database)
        let rest = self.rest(database)
        let state = directory("STATE_DIRECTORY", else: "/var/lib/pointsman")
        let runtime = directory("RUNTIME_DIRECTORY", else: "/run/pointsman")
        let checkQuery = values.read(.serverCheckQuery) { (text) throws(Expectation) in text }
        if checkQuery == nil, values.areSound(.serverCheckQuery) {
            values.complain(about: .serverCheckQuery, "server_check_query is empty: leave it out for select 1")
        }
        if let checkQuery, CheckQuery.copies(checkQuery) {
            values.complain(
                about: .serverCheckQuery,
                "server_check_query is a COPY to or from the client, whose rows no probe reads: name a statement that returns a few rows, such as select 1"
            )
        }
        if listen == nil, values.areSound(.poolerListen) {
            values.complain(about: .poolerListen, "pooler_listen is empty: ADDRESS:PORT is expected")
        }
        guard let database, let discovery, let listen, let pooler, let readDatabase, let user, let checkQuery else {
            // Whatever is nil here has been complained about, but for an empty user.
            if user == nil, values.areSound(.poolerUser) {
                values.complain(about: .poolerUser, "pooler_user is empty: the name of a user is expected")
            }
            return nil
        }
        if case .fixed = discovery { policy.asksDNS = false }
        var configuration = Configuration(
            database: database, checkQuery: checkQuery, discovery: discovery, resolvers: resolvers(),
            memberPort: memberPort, policy: policy, pooler: pooler, poolerListen: listen,
            poolerUser: user, poolerUsers: users, pgbouncerKeys: poolerKeys, readDatabase: readDatabase,
            httpListen: http, httpHosts: httpHosts(), httpToken: httpToken(), hook: rest.hook,
            fleetName: rest.fleetName, isFleetNamed: isFleetNamed, fleetSecretFile: rest.fleetSecretFile,
            logFormat: rest.logFormat, logLevel: choice(.logLevel).flatMap { Logger.Level(rawValue: $0) } ?? .info,
            stateDirectory: state, runtimeDirectory: runtime,
            platformPrimaryRegion: environment["PRIMARY_REGION"].flatMap { Region($0) },
            platformAddress: environment["FLY_PRIVATE_IP"].flatMap { IPAddress($0) })
        configuration.poolerURL = poolerURL(for: configuration)
        checkContradictions(in: configuration)
        configuration.notices = values.notices
        return configuration
    }

    private mutating func policy() -> Policy {
        var policy = Policy()
        func take<Value>(_ value: Value?, _ path: WritableKeyPath<Policy, Value>) {
            if let value { policy[keyPath: path] = value }
        }
        take(values.read(.probeInterval, Quantity.duration), \.probeInterval)
        take(values.read(.probeTimeout, Quantity.duration), \.probeTimeout)
        take(values.read(.suspectAfter, Quantity.duration), \.suspectAfter)
        take(values.read(.burstInterval, Quantity.duration), \.burstInterval)
        take(values.read(.canaryInterval, Quantity.pause), \.canaryInterval)
        take(values.read(.drainTimeout, Quantity.duration), \.drainTimeout)
        take(values.read(.holdTimeout, Quantity.duration), \.holdTimeout)
        take(choice(.readiness).flatMap(ReadinessScope.init), \.readiness)
        take(choice(.isolatedPrimary).flatMap(IsolatedPrimary.init), \.isolatedPrimary)
        takeOpinions(into: &policy)
        policy.fleetConnections = fleetConnections()
        take(values.read(.maxReplicaLag, Quantity.lag), \.maxReplicaLag)
        policy.systemIdentifier = values.read(.systemIdentifier) { (text) throws(Expectation) in
            SystemIdentifier(try Self.number(text, most: .max, "what pg_controldata calls the system identifier"))
        }
        policy.minTimeline = values.read(.minTimeline) { (text) throws(Expectation) in
            Timeline(UInt32(try Self.number(text, most: UInt64(UInt32.max), "a timeline")))
        }
        policy.region = region()
        take(exclusion(), \.exclusion)
        return policy
    }

    private mutating func exclusion() -> Exclusion? {
        values.read(.exclude) { (text) throws(Expectation) in
            try Self.list(text) { (item) throws(Expectation) in
                guard IPAddress(item) != nil || DatabaseURL.isHostName(item) else {
                    throw Expectation("\(printable(item)) is neither an address nor a name")
                }
                return item
            }
        }
        .map { Exclusion($0) }
    }

    private mutating func region() -> Region? {
        if values.isGiven(.region) {
            return values.read(.region) { (text) throws(Expectation) in
                guard let region = Region(text) else {
                    throw Expectation("lower-case letters, digits and dashes are expected, such as iad")
                }
                return region
            }
        }
        return environment["FLY_REGION"].flatMap { Region($0) }
    }

    private mutating func readDatabase(_ database: DatabaseURL?) -> String? {
        guard let database else { return nil }
        guard values.isGiven(.readDatabase) else {
            // Where there is no room for the suffix there is no database for reads.
            return DatabaseLine.isName(database.database + "_ro") ? database.database + "_ro" : ""
        }
        return values.read(.readDatabase, Self.databaseName) ?? ""
    }

    private mutating func rest(
        _ database: DatabaseURL?
    ) -> (hook: [String], fleetName: String, fleetSecretFile: String?, logFormat: LogFormat) {
        let secret = values.read(.fleetSecretFile, Self.path)
        let format = choice(.logFormat).flatMap(LogFormat.init)
        let name = values.read(.fleetName, Self.fleetName)
        return (
            values.read(.hook, CommandWords.words) ?? [],
            name ?? environment["FLY_APP_NAME"] ?? database?.host.description ?? "", secret, format ?? .text
        )
    }

    private mutating func directory(_ variable: String, else standard: String) -> String {
        // systemd parts several by colons; the first is ours.
        guard let text = environment[variable], !text.isEmpty else { return standard }
        var path = text.prefix { $0 != ":" }
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        guard path.hasPrefix("/"), !path.utf8.contains(where: { $0 <= 32 || $0 == 127 }) else {
            values.complain(
                at: .variable(variable), "an absolute path without white space is expected, such as \(standard)")
            return standard
        }
        return String(path)
    }

    /// One of the words of `key`.
    mutating func choice(_ key: ConfigurationKey) -> String? {
        guard case .choice(let words) = key.row.form else { return nil }
        if values.text(of: key)?.isEmpty == true, case .value(let standard) = key.row.standard { return standard }
        return values.read(key) { (text) throws(Expectation) in
            guard words.contains(text) else {
                let hint = nearest(to: text, among: words).map { "did you mean \($0)?" }
                throw Expectation(hint ?? "\(words.joined(separator: ", ")) are possible")
            }
            return text
        }
    }
}
