import PointsmanCore
import PointsmanFormats

/// The changes that a running agent takes from a configuration that it has read again.
extension Configuration {
    /// This configuration with the changes of `new` that need no restart.
    package func taking(_ new: Configuration) -> Configuration {
        var taken = new
        if !new.database.hasHosts(of: database) {
            // The values that follow from the hosts wait with them.
            taken.database.takePlaces(of: database)
            taken.memberPort = memberPort
            if !new.isFleetNamed { (taken.fleetName, taken.isFleetNamed) = (fleetName, isFleetNamed) }
        }
        taken.database.database = database.database
        taken.poolerURL?.database = database.database
        if new.probeUser != probeUser { taken.probePassword = probePassword }
        taken.discovery = hasSameMeans(as: new) ? new.discovery : discovery
        taken.policy.asksDNS = policy.asksDNS
        taken.policy.seed = policy.seed
        taken.readDatabase = readDatabase
        taken.databaseEntries = databaseEntries
        taken.pooler = pooler
        if case .attached(let console, _) = pooler, case .attached(var newConsole, let ini) = new.pooler {
            newConsole.takePlaces(of: console)
            taken.pooler = .attached(console: newConsole, ini: ini)
            taken.furtherConsoles = zip(furtherConsoles, new.furtherConsoles).map { running, new in
                var console = new
                console.takePlaces(of: running)
                return console
            }
            if new.furtherConsoles.count != furtherConsoles.count { taken.furtherConsoles = furtherConsoles }
        }
        for key in ConfigurationKey.allCases where key.row.effect == .start { key.row.keep(&taken, self) }
        taken.instance = instance
        taken.poolerRelease = poolerRelease
        return taken
    }

    /// The keys whose values differ, in the order of the table; all those of `[pgbouncer]` count as one, and
    /// so do the lines of `[databases]`.
    package func keys(differingFrom other: Configuration) -> [String] {
        let keys = ConfigurationKey.allCases.filter { $0.row.differs(self, other) }.map(\.rawValue)
        let poolers = pgbouncerKeys.elementsEqual(other.pgbouncerKeys) { ($0.key, $0.value) == ($1.key, $1.value) }
        let databases = databaseEntries.map(\.line) == other.databaseEntries.map(\.line)
        return keys + (poolers ? [] : ["[pgbouncer]"]) + (databases ? [] : ["[databases]"])
    }

    /// Whether both find members in the same way; if that is a list, the lists may differ.
    private func hasSameMeans(as new: Configuration) -> Bool {
        switch (discovery, new.discovery) {
        case (.fixed, .fixed), (.fixed, .hosts), (.hosts, .fixed), (.hosts, .hosts):
            database.hasHosts(of: new.database)
        case (.patroni, .patroni): true
        default: discovery == new.discovery
        }
    }

    /// The number of the kind of ``discovery``, in the order of the key's words.
    var discoveryKind: Int {
        switch discovery {
        case .fly: 0
        case .srv: 1
        case .name: 2
        case .fixed, .hosts: 3
        case .internalName: 4
        case .patroni: 5
        }
    }

    /// Whether the members are listed.
    var isList: Bool {
        switch discovery {
        case .fixed, .hosts: true
        case .fly, .srv, .name, .internalName, .patroni: false
        }
    }

    /// Whether Patroni tells the members.
    var asksPatroni: Bool { if case .patroni = discovery { true } else { false } }

    /// An attached PgBouncer's console.
    var console: DatabaseURL? {
        if case .attached(let console, _) = pooler { console } else { nil }
    }

    var poolerIni: String? {
        if case .attached(_, let ini) = pooler { ini } else { nil }
    }
}

extension DatabaseURL {
    /// This URL without the password and its methods, which have keys of their own.
    var withoutSecrets: DatabaseURL {
        var url = self
        url.password = nil
        url.passwordMethods = nil
        return url
    }
}
