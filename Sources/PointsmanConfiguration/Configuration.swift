package import Logging
package import PointsmanCore
package import PointsmanFormats

/// The agent's whole configuration, checked and free of contradictions.
package struct Configuration: Equatable, Sendable {
    /// One `[pgbouncer]` key that the operator set.
    package struct PoolerKey: Equatable, Sendable {
        package let key: String
        package let value: String
        package let origin: ConfigurationOrigin
    }

    /// One line of `[databases]`.
    package struct DatabaseEntry: Equatable, Sendable {
        package let line: ConfiguredDatabase
        package let origin: ConfigurationOrigin
    }

    package var database: DatabaseURL
    /// The role that probes; empty for the app's.
    package var probeUser = ""
    package var probePassword: Secret?
    package var checkQuery = ""
    package var discovery = DiscoveryChoice.fixed([])
    /// DNS servers as `ADDRESS:PORT`; empty for those of /etc/resolv.conf.
    package var resolvers: [String] = []
    package var memberPort: UInt16 = 5432
    package var policy = Policy()
    package var patroni = PatroniAccess()
    package var pooler = PoolerChoice.managed
    /// How many processes a managed pooler is.
    package var poolerProcesses = 1
    /// The consoles of an attached pooler's processes besides the first.
    package var furtherConsoles: [DatabaseURL] = []
    package var poolerListen = PoolerListen(places: [], port: 0)
    package var poolerUser = ""
    /// The users of a managed pooler besides the app's own user.
    package var poolerUsers: [Userlist.User] = []
    /// What of them a PgBouncer before 1.26 reads; nil if it reads all of them.
    package var olderPoolerUsers: OlderPoolerUsers?
    package var pgbouncerKeys: [PoolerKey] = []
    /// The release of the PgBouncer that is to read our file; nil while it is not known.
    package var poolerRelease: PgBouncerVersion?
    /// The databases of PgBouncer's besides that of ``database``, and further keys of its lines.
    package var databaseEntries: [DatabaseEntry] = []
    /// The pooler's database for reads; empty for none.
    package var readDatabase = ""
    /// The HTTP address; nil for no HTTP.
    package var httpListen: ListenAddress?
    /// The names that a request's Host may contain, besides IP addresses and `localhost`.
    package var httpHosts: [String] = []
    /// The token with which other machines get names; nil for none.
    package var httpToken: Secret?
    /// A program and its arguments; empty for none.
    package var hook: [String] = []
    package var hookEvents = HookEvents.all
    package var fleetName = ""
    /// Whether the fleet's name was given, and not taken from the database's URL.
    package var isFleetNamed = false
    package var fleetSecretFile: String?
    /// The secret that signs notices between instances; nil for none.
    package var fleetSecret: Secret?
    package var logFormat = LogFormat.text
    package var logLevel = Logger.Level.info
    /// What the flight recorder's files may take together; 0 for no recorder.
    package var recorderBytes: Int64 = 0
    package var stateDirectory = ""
    package var runtimeDirectory = ""
    /// The group that may ask the control socket; empty for none.
    package var controlSocketGroup = ""
    /// The name of this instance, if the machine has several: that of its file; nil for the one that needs none.
    package var instance: String?
    /// The region that the platform calls primary, for people; and this instance's own address on the platform.
    package var platformPrimaryRegion: Region?
    package var platformAddress: IPAddress?
    /// The URL by which the app reaches PgBouncer's database for writes; nil if it was not given.
    package var poolerURL: DatabaseURL?
    /// Values that were accepted although they do not do all that their author may expect.
    package var notices: [ConfigurationNotice] = []
    /// The texts as they were written.
    package var texts = ConfigurationTexts()

    /// An empty configuration: ``ConfigurationBuilder`` fills it, and returns it once it is complete.
    init() {
        database = DatabaseURL(user: "", password: nil, host: .name(""), port: 5432, database: "")
    }

    /// Whether the password is in `password_file`, not in the URL or the places from which libpq completes it.
    package var isPasswordInFile: Bool { texts[.passwordFile]?.isEmpty == false }

    /// The URL by which members are probed: ``database`` with the role that probes. The fence is tried, and PgBouncer used, as the
    /// app's.
    package var probeURL: DatabaseURL {
        guard !probeUser.isEmpty else { return database }
        var url = database
        (url.user, url.password) = (probeUser, probePassword)
        return url
    }

    /// The pooler's database for writes.
    package var writeDatabase: String { database.database }

    /// The name under which this cluster's fence is saved.
    package var clusterName: String {
        switch discovery {
        case .fly(let app): app
        case .srv(let name): Self.withoutDot(name)
        case .name(let host): Self.withoutDot(host)
        case .internalName(let host, let app, _):
            Self.withoutDot(host) == "\(app).internal" ? app : Self.withoutDot(host)
        case .fixed, .hosts, .patroni: database.places.map(\.host.description).min() ?? ""
        }
    }

    private static func withoutDot(_ name: String) -> String { name.hasSuffix(".") ? String(name.dropLast()) : name }

    /// The name that DNS resolves to this app's instances, each with an agent.
    package var fleetHost: String { fleetName.contains(".") ? fleetName : "\(fleetName).internal" }

    /// The port at which other agents are asked what they see: they are assumed to listen at the same port; nil if they
    /// can't be found.
    package var peerPort: UInt16? {
        guard isFleetNamed else { return nil }
        return policy.secondOpinions.first { $0.kind == .fleet }?.port ?? httpListen?.port
            ?? OpinionSource.Kind.fleet.standardPort
    }

    /// The addresses under which DNS may name this instance as far as it is configured, the most certain one first; this machine's
    /// interfaces have more.
    package var ownAddresses: [IPAddress] { [platformAddress, httpListen?.address].compactMap(\.self) }

    /// The path of the control socket, for requests that change something.
    package var controlSocket: String { "\(runtimeDirectory)/\(Self.controlSocketName)" }
    package static let controlSocketName = "control.sock"
    /// The managed pooler's own folder, which its user can write to.
    package var poolerFolder: String { poolerFolder(of: 1) }

    /// The folder of one process of a managed pooler.
    package func poolerFolder(of process: Int) -> String {
        "\(runtimeDirectory)/pgbouncer" + (process == 1 ? "" : "-\(process)")
    }
    /// The folder of the PgBouncer with which a configuration is tried.
    package var trialFolder: String { "\(runtimeDirectory)/trial" }

    /// The file of the fences.
    package var fenceFile: String { "\(stateDirectory)/fence.json" }
    /// The file that keeps which members refuse this instance's login.
    package var restsFile: String { "\(runtimeDirectory)/refused-logins" }
    /// The folder of the flight recorder's files.
    package var recorderFolder: String { "\(stateDirectory)/recorder" }
    /// The file of PgBouncer's that changes while it runs.
    package var databasesFile: String { "\(stateDirectory)/databases.ini" }

    /// A managed pooler's ini file.
    package var pgBouncerIni: PgBouncerIni { pgBouncerIni(of: 1) }

    /// The ini file of one process of a managed pooler. The folder in which clients find a socket is the first one's.
    package func pgBouncerIni(of process: Int) -> PgBouncerIni {
        var ini = PgBouncerIni(
            listenAddress: poolerListen.addresses, listenPort: poolerListen.port, folder: poolerFolder(of: process),
            socketFolder: process == 1 ? poolerListen.socketFolder : nil, databasesFile: databasesFile, url: database,
            checkQuery: checkQuery, holdTimeout: policy.holdTimeout,
            keys: pgbouncerKeys.map { ($0.key, $0.value) })
        let databases = databasesIni
        ini.release = poolerRelease
        ini.databases = databases.leadsOthers ? nil : databases.writeNames.count
        if database.sslMode == .verifyFull { ini.nameservers = standardResolvers }
        if poolerProcesses > 1 {
            ini.group = .init(
                number: process,
                folders: (1...poolerProcesses).map { number in
                    number == 1 ? poolerListen.socketFolder ?? poolerFolder : poolerFolder(of: number)
                })
        }
        return ini
    }

    /// Those of ``resolvers`` at DNS's own port: PgBouncer asks no other.
    package var standardResolvers: [IPAddress] {
        resolvers.compactMap { server in
            let digits = server.dropLast(server.hasSuffix(":53") ? 3 : 0)
            guard digits.count < server.count else { return nil }
            return IPAddress(digits.hasPrefix("[") ? String(digits.dropFirst().dropLast()) : String(digits))
        }
    }

    /// The managed pooler's users, including the console's.
    package func userlist(console: Secret) -> Userlist {
        Userlist(
            [
                poolerUsers.contains { $0.name == database.user }
                    ? nil : .init(name: database.user, password: database.password ?? Secret("")),
                .init(name: PgBouncerIni.consoleUser, password: console),
            ].compactMap(\.self) + poolerUsers)
    }

    /// The names and the database of the file that PgBouncer includes, without a route.
    package var databasesIni: DatabasesIni {
        DatabasesIni(
            writeName: writeDatabase, readName: readDatabase.isEmpty ? nil : readDatabase, database: database.database,
            processes: poolerCount,
            lines: databaseEntries.map(\.line))
    }
}

/// The events that the hook runs for.
package enum HookEvents: String, Sendable {
    case all
    /// A confirmed route that says something new.
    case primary
}

/// The format of the log.
package enum LogFormat: String, Sendable {
    case text, json, journal
}

/// The way PgBouncer is run.
package enum PoolerChoice: Equatable, Sendable {
    /// By this agent.
    case managed
    /// By the operator; the agent has access to its console.
    /// - Parameter ini: PgBouncer's own ini file, to check whether it includes ours; nil if it is not named.
    case attached(console: DatabaseURL, ini: String?)
}
