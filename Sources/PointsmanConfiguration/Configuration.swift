package import Logging
package import PointsmanCore
package import PointsmanFormats

/// All that the agent is told before it starts, checked and free of contradictions.
package struct Configuration: Equatable, Sendable {
    /// One `[pgbouncer]` key of the operator's.
    package struct PoolerKey: Equatable, Sendable {
        package let key: String
        package let value: String
        package let origin: ConfigurationOrigin
    }

    package var database: DatabaseURL
    package var checkQuery = ""
    package var discovery = DiscoveryChoice.fixed([])
    /// `ADDRESS:PORT` each; empty for those of /etc/resolv.conf.
    package var resolvers: [String] = []
    package var memberPort: UInt16 = 5432
    package var policy = Policy()
    package var patroni = PatroniAccess()
    package var pooler = PoolerChoice.managed
    package var poolerListen = PoolerListen(places: [], port: 0)
    package var poolerUser = ""
    /// Who may use a managed pooler besides the app's own user.
    package var poolerUsers: [Userlist.User] = []
    package var pgbouncerKeys: [PoolerKey] = []
    /// The pooler's database for reads; empty for none.
    package var readDatabase = ""
    /// Nil for no HTTP at all.
    package var httpListen: ListenAddress?
    /// What a request's Host may name besides what always may.
    package var httpHosts: [String] = []
    /// For which other machines are told names; nil for none.
    package var httpToken: Secret?
    /// A program and its arguments; empty for none.
    package var hook: [String] = []
    package var fleetName = ""
    /// Whether that was told, and not taken from the database's URL.
    package var isFleetNamed = false
    package var fleetSecretFile: String?
    /// What signs notices between instances; nil for none.
    package var fleetSecret: Secret?
    package var logFormat = LogFormat.text
    package var logLevel = Logger.Level.info
    package var stateDirectory = ""
    package var runtimeDirectory = ""
    /// The region that the platform calls primary, for people, and this instance's own address there.
    package var platformPrimaryRegion: Region?
    package var platformAddress: IPAddress?
    /// How the app reaches PgBouncer's database for writes, where that was told.
    package var poolerURL: DatabaseURL?
    /// What was taken though it does not do all that who wrote it may think.
    package var notices: [ConfigurationNotice] = []
    /// How it was written.
    package var texts = ConfigurationTexts()

    /// One that says nothing yet: ``ConfigurationBuilder`` fills it, and gives it away once all of it is there.
    init() {
        database = DatabaseURL(user: "", password: nil, host: .name(""), port: 5432, database: "")
    }

    /// Whether `password_file` has the password, and not the URL or what libpq fills it in from.
    package var isPasswordInFile: Bool { texts[.passwordFile]?.isEmpty == false }

    /// The pooler's database for writes.
    package var writeDatabase: String { database.database }

    /// Under which name this cluster's fence is kept.
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

    /// The name whose addresses are this app's instances, each with an agent.
    package var fleetHost: String { fleetName.contains(".") ? fleetName : "\(fleetName).internal" }

    /// Where other agents are asked what they see: they are taken to listen at the same port; nil where none can be found.
    package var peerPort: UInt16? {
        guard isFleetNamed else { return nil }
        return policy.secondOpinions.first { $0.kind == .fleet }?.port ?? httpListen?.port
            ?? OpinionSource.Kind.fleet.standardPort
    }

    /// The addresses under which DNS may name this instance, the most certain one first.
    package var ownAddresses: [IPAddress] { [platformAddress, httpListen?.address].compactMap(\.self) }

    /// Where whoever may change something asks.
    package var controlSocket: String { "\(runtimeDirectory)/control.sock" }
    /// A managed pooler's own folder, which its user must be able to write to.
    package var poolerFolder: String { "\(runtimeDirectory)/pgbouncer" }
    /// The folder of a PgBouncer on which a configuration is tried.
    package var trialFolder: String { "\(runtimeDirectory)/trial" }

    /// Where the fences are kept.
    package var fenceFile: String { "\(stateDirectory)/fence.json" }
    /// Where it is kept which members refuse this instance.
    package var restsFile: String { "\(runtimeDirectory)/refused-logins" }
    /// The one file of PgBouncer's that changes while it runs.
    package var databasesFile: String { "\(stateDirectory)/databases.ini" }

    /// A managed pooler's ini file.
    package var pgBouncerIni: PgBouncerIni {
        PgBouncerIni(
            listenAddress: poolerListen.addresses, listenPort: poolerListen.port, folder: poolerFolder,
            socketFolder: poolerListen.socketFolder, databasesFile: databasesFile, url: database,
            checkQuery: checkQuery, holdTimeout: policy.holdTimeout,
            keys: pgbouncerKeys.map { ($0.key, $0.value) })
    }

    /// A managed pooler's users, with its console's.
    package func userlist(console: Secret) -> Userlist {
        Userlist(
            [
                poolerUsers.contains { $0.name == database.user }
                    ? nil : .init(name: database.user, password: database.password ?? Secret("")),
                .init(name: PgBouncerIni.consoleUser, password: console),
            ].compactMap(\.self) + poolerUsers)
    }

    /// The names and the database of the file that PgBouncer includes, without a route yet.
    package var databasesIni: DatabasesIni {
        DatabasesIni(
            writeName: writeDatabase, readName: readDatabase.isEmpty ? nil : readDatabase, database: database.database)
    }
}

/// How the log is written.
package enum LogFormat: String, Sendable {
    case text, json, journal
}

/// Who runs PgBouncer.
package enum PoolerChoice: Equatable, Sendable {
    /// We do.
    case managed
    /// The operator does; we have its console.
    /// - Parameter ini: its own ini file, to see whether it includes ours.
    case attached(console: DatabaseURL, ini: String?)
}
