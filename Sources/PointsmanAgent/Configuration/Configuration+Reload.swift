import PointsmanCore
import PointsmanFormats

/// What a running agent makes of a configuration that it has read again.
extension Configuration {
    /// This configuration with all of `new` that needs no restart.
    package func taking(_ new: Configuration) -> Configuration {
        var taken = new
        if !new.database.hasHosts(of: database) {
            // What follows from them waits with them.
            taken.database.takePlaces(of: database)
            taken.memberPort = memberPort
            if !new.isFleetNamed { (taken.fleetName, taken.isFleetNamed) = (fleetName, isFleetNamed) }
        }
        taken.database.database = database.database
        taken.poolerURL?.database = database.database
        taken.discovery = hasSameMeans(as: new) ? new.discovery : discovery
        taken.policy.asksDNS = policy.asksDNS
        taken.policy.seed = policy.seed
        taken.readDatabase = readDatabase
        taken.pooler = pooler
        if case .attached(let console, _) = pooler, case .attached(var newConsole, let ini) = new.pooler {
            newConsole.takePlaces(of: console)
            taken.pooler = .attached(console: newConsole, ini: ini)
        }
        taken.poolerListen = poolerListen
        taken.poolerUser = poolerUser
        taken.httpListen = httpListen
        taken.fleetSecretFile = fleetSecretFile
        taken.stateDirectory = stateDirectory
        taken.runtimeDirectory = runtimeDirectory
        return taken
    }

    /// The keys whose values differ, in the order of the table; those of `[pgbouncer]` are told as one.
    package func keys(differingFrom other: Configuration) -> [String] {
        let keys = ConfigurationKey.allCases.filter { differs(in: $0, from: other) }.map(\.rawValue)
        let poolers = pgbouncerKeys.elementsEqual(other.pgbouncerKeys) { ($0.key, $0.value) == ($1.key, $1.value) }
        return keys + (poolers ? [] : ["[pgbouncer]"])
    }

    /// Whether members are found in one way: where it is a list, the list may be another one.
    private func hasSameMeans(as new: Configuration) -> Bool {
        switch (discovery, new.discovery) {
        case (.fixed, .fixed), (.fixed, .hosts), (.hosts, .fixed), (.hosts, .hosts):
            database.hasHosts(of: new.database)
        default: discovery == new.discovery
        }
    }

    /// The kind of ``discovery``, as the key names it.
    private var discoveryKind: Int {
        switch discovery {
        case .fly: 0
        case .srv: 1
        case .name: 2
        case .fixed, .hosts: 3
        case .internalName: 4
        }
    }

    /// Whether the members are written down.
    private var isList: Bool {
        switch discovery {
        case .fixed, .hosts: true
        case .fly, .srv, .name, .internalName: false
        }
    }

    private var console: DatabaseURL? {
        if case .attached(let console, _) = pooler { console } else { nil }
    }

    private var poolerIni: String? {
        if case .attached(_, let ini) = pooler { ini } else { nil }
    }

    private var isAttached: Bool { console != nil }

    /// Whether what `key` says is another thing than in `other`, whether it was written or is a default.
    private func differs(in key: ConfigurationKey, from other: Configuration) -> Bool {
        switch key {
        case .databaseURL:
            var (url, others) = (database, other.database)
            (url.password, others.password) = (nil, nil)
            (url.passwordMethods, others.passwordMethods) = (nil, nil)
            return url != others || (!isPasswordInFile && database.password != other.database.password)
        case .passwordFile: return isPasswordInFile && database.password != other.database.password
        case .requireAuth: return database.passwordMethods != other.database.passwordMethods
        case .discovery: return discoveryKind != other.discoveryKind
        case .discoveryName:
            return !isList && discoveryKind == other.discoveryKind && discovery != other.discovery
        case .members: return isList && other.isList && discovery != other.discovery
        case .resolver: return resolvers != other.resolvers
        case .memberPort: return memberPort != other.memberPort
        case .exclude: return policy.exclusion != other.policy.exclusion
        case .region: return policy.region != other.policy.region
        case .systemIdentifier: return policy.systemIdentifier != other.policy.systemIdentifier
        case .minTimeline: return policy.minTimeline != other.policy.minTimeline
        case .serverCheckQuery: return checkQuery != other.checkQuery
        case .probeInterval: return policy.probeInterval != other.policy.probeInterval
        case .probeTimeout: return policy.probeTimeout != other.policy.probeTimeout
        case .suspectAfter: return policy.suspectAfter != other.policy.suspectAfter
        case .burstInterval: return policy.burstInterval != other.policy.burstInterval
        case .canaryInterval: return policy.canaryInterval != other.policy.canaryInterval
        case .drainTimeout: return policy.drainTimeout != other.policy.drainTimeout
        case .holdTimeout: return policy.holdTimeout != other.policy.holdTimeout
        case .readiness: return policy.readiness != other.policy.readiness
        case .isolatedPrimary: return policy.isolatedPrimary != other.policy.isolatedPrimary
        case .secondOpinions:
            return policy.secondOpinions != other.policy.secondOpinions
                || policy.soughtOpinions != other.policy.soughtOpinions
        case .maxReplicaLag: return policy.maxReplicaLag != other.policy.maxReplicaLag
        case .readDatabase: return readDatabase != other.readDatabase && database.database == other.database.database
        case .pooler: return isAttached != other.isAttached
        case .poolerIni: return poolerIni != other.poolerIni
        case .poolerConsole: return isAttached && other.isAttached && console != other.console
        case .poolerURL: return poolerURL != other.poolerURL
        case .poolerListen: return poolerListen != other.poolerListen
        case .poolerUser: return poolerUser != other.poolerUser
        case .poolerUsersFile: return poolerUsers != other.poolerUsers
        case .httpListen: return httpListen != other.httpListen
        case .httpHosts: return httpHosts != other.httpHosts
        case .httpTokenFile: return httpToken != other.httpToken
        case .hook: return hook != other.hook
        case .fleetName: return fleetName != other.fleetName || isFleetNamed != other.isFleetNamed
        case .fleetConnections: return policy.fleetConnections != other.policy.fleetConnections
        case .fleetSecretFile: return fleetSecretFile != other.fleetSecretFile
        case .logFormat: return logFormat != other.logFormat
        case .logLevel: return logLevel != other.logLevel
        }
    }
}
