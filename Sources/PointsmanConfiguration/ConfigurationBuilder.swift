import PointsmanCore
import PointsmanFormats

/// Builds the configuration from the given texts.
struct ConfigurationBuilder {
    var values: ConfigurationValues
    let poolerKeys: [Configuration.PoolerKey]
    /// The lines of `[databases]`.
    let databaseLines: [IniEntry]
    let environment: [String: String]
    let place: ConfigurationPlace
    let account: Account
    let disk: (_ file: String) -> LoadedFile
    /// The consoles of an attached pooler's processes besides the first.
    var furtherConsoles: [DatabaseURL] = []
    /// The database's URL completed from other places; nil if it was complete.
    var wholeURL: Secret?

    /// Builds the configuration; nil if a required value is missing. The errors are in ``values``.
    mutating func build() -> Configuration? {
        var configuration = Configuration()
        for key in ConfigurationKey.allCases { key.row.take(&values, key, &configuration) }
        checkTimes(in: configuration.policy)
        refuseEmpty(.poolerListen, "ADDRESS:PORT is expected")
        refuseEmpty(.poolerUser, "the name of a user is expected")
        checkQuery(configuration.checkQuery)
        takeOpinions(into: &configuration.policy)
        takePatroni(into: &configuration.patroni)
        configuration.policy.fleetConnections = fleetConnections()
        takePlatform(into: &configuration)
        configuration.pgbouncerKeys = poolerKeys
        configuration.httpToken = httpToken()
        configuration.fleetSecretFile = values.read(.fleetSecretFile, Self.path)
        configuration.fleetSecret = configuration.fleetSecretFile.flatMap { fleetSecret($0) }

        let database = self.database()
        configuration.memberPort = values.read(.memberPort, Self.port) ?? database?.port ?? 5432
        takeProbeRole(into: &configuration, database)
        let discovery = self.discovery(database, memberPort: configuration.memberPort)
        let pooler = self.pooler()
        takePoolerUsers(into: &configuration, besides: database)
        let fleetName = values.read(.fleetName, Self.fleetName)
        guard let database, let discovery, let pooler else { return nil }
        configuration.database = database
        configuration.discovery = discovery
        configuration.pooler = pooler
        configuration.furtherConsoles = furtherConsoles
        if case .fixed = discovery { configuration.policy.asksDNS = false }
        configuration.readDatabase = readDatabase(database)
        configuration.databaseEntries = databaseEntries()
        configuration.fleetName = fleetName ?? environment["FLY_APP_NAME"] ?? database.host.description
        configuration.isFleetNamed = isFleetNamed
        configuration.poolerURL = poolerURL(for: configuration)
        checkContradictions(in: configuration)
        configuration.notices = values.notices
        return configuration
    }

    /// Takes what this machine's platform tells, if the keys don't.
    private mutating func takePlatform(into configuration: inout Configuration) {
        if !values.isGiven(.region) { configuration.policy.region = environment["FLY_REGION"].flatMap { Region($0) } }
        if !values.isGiven(.resolver) { configuration.resolvers = platformResolvers() }
        takeFolders(into: &configuration)
        configuration.platformPrimaryRegion = environment["PRIMARY_REGION"].flatMap { Region($0) }
        configuration.platformAddress = environment["FLY_PRIVATE_IP"].flatMap { IPAddress($0) }
    }

    private mutating func platformResolvers() -> [String] {
        guard let server = environment["FLY_NAMESERVER"], !server.isEmpty else { return [] }
        do throws(Expectation) {
            return [try ValueType.nameserver(server)]
        } catch {
            values.complain(at: .variable("FLY_NAMESERVER"), error.words)
            return []
        }
    }

    private mutating func checkQuery(_ query: String) {
        refuseEmpty(.serverCheckQuery, "leave it out for select 1")
        guard CheckQuery.copies(query) else { return }
        values.complain(
            about: .serverCheckQuery,
            "server_check_query is a COPY to or from the client, whose rows no probe reads: name a statement that returns a few rows, such as select 1"
        )
    }

    private mutating func refuseEmpty(_ key: ConfigurationKey, _ expectation: String) {
        guard values.text(of: key)?.isEmpty == true else { return }
        values.complain(about: key, "\(key.rawValue) is empty: \(expectation)")
    }

    private mutating func readDatabase(_ database: DatabaseURL) -> String {
        guard values.isGiven(.readDatabase) else {
            // If the name has no room for the suffix there is no database for reads.
            return DatabaseLine.isName(database.database + "_ro") ? database.database + "_ro" : ""
        }
        return values.read(.readDatabase, Self.databaseName) ?? ""
    }

    /// Reads one of the words of `key`.
    mutating func choice(_ key: ConfigurationKey) -> String? {
        guard case .choice(let words) = key.row.form else { return nil }
        if values.text(of: key)?.isEmpty == true, case .value(let standard) = key.row.standard { return standard }
        return values.read(key) { (text) throws(Expectation) in
            guard words.contains(text) else { throw Self.unknown(text, among: words) }
            return text
        }
    }

    static func unknown(_ text: String, among words: [String]) -> Expectation {
        let hint = nearest(to: text, among: words).map { "did you mean \($0)?" }
        return Expectation(hint ?? "\(words.joined(separator: ", ")) are possible")
    }
}
