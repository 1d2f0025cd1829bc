import Logging
import PointsmanCore
import PointsmanFormats

extension ConfigurationKey {
    /// The row of the key. For most keys this row and the name are all that there is; a key that depends on others is
    /// read by `ConfigurationBuilder`. Those of Patroni and of PgBouncer stand in `ConfigurationRow+Patroni` and
    /// `ConfigurationRow+Pooler`.
    package var row: Row {
        switch self {
        case .databaseURL:
            Row(
                .url, .required, "The database, as the app would reach it; DATABASE_URL says it too.",
                .liveBut("Hosts and database")
            ) {
                $0.database.withoutSecrets != $1.database.withoutSecrets
                    || (!$0.isPasswordInFile && $0.database.password != $1.database.password)
            }
        case .passwordFile:
            Row(.path, .none, "The password's own file, where the URL has none: mode 0600, or 0440 and root's.") {
                $0.isPasswordInFile && $0.database.password != $1.database.password
            }
        case .requireAuth:
            Row(
                .passwordMethods, .value("scram-sha-256"),
                "How a member may ask for the password; in no other way is it given, where that can be seen.",
                of: \.database.passwordMethods)
        case .probeUser:
            Row(
                .text, .none,
                "A role that probes in place of the app's: it takes pg_monitor, and the app's role none.", .start,
                of: \.probeUser)
        case .probePasswordFile:
            Row(.path, .none, "That role's password: mode 0600, or 0440 and root's.", of: \.probePassword)
        case .discovery:
            Row(
                .choice(["fly", "srv", "name", "patroni", "static"]), .found("by the URL's host"),
                "How members are found: fly for Fly's names under .internal, an SRV record, a name's addresses, Patroni, or a list.",
                .start
            ) { $0.discoveryKind != $1.discoveryKind }
        case .discoveryName:
            Row(.name, .found("from the URL's host"), "The app, SRV record or name to ask DNS for.", .start) {
                !$0.isList && !$0.asksPatroni && $0.discoveryKind == $1.discoveryKind && $0.discovery != $1.discovery
            }
        case .resolver:
            Row(
                .nameservers, .found("FLY_NAMESERVER, else /etc/resolv.conf"),
                "The DNS servers to ask, for complete names only.", at: \.resolvers)
        case .members:
            Row(.members, .found("the URL's hosts, where they are several"), "The members, with discovery = static.") {
                $0.isList && $1.isList && $0.discovery != $1.discovery
            }
        case .memberPort:
            Row(.port, .found("the URL's port"), "PostgreSQL's own port on each member; 5433 on Fly.", of: \.memberPort)
        case .exclude:
            Row(
                .exclusion, .none,
                "Members to leave alone, by address, or by name with discovery = fly, srv or patroni; its first label is enough.",
                at: \.policy.exclusion)
        case .region:
            Row(
                .region, .found("FLY_REGION"), "Where this instance runs; reads stay there if they can.",
                at: \.policy.region)
        case .systemIdentifier:
            Row(
                .systemIdentifier, .found("the first one seen"), "The only cluster to accept.",
                at: \.policy.systemIdentifier)
        case .minTimeline:
            Row(.timeline, .none, "The lowest timeline to accept at a first start.", at: \.policy.minTimeline)
        case .serverCheckQuery:
            Row(
                .text, .value("select 1"),
                "What each probe runs besides its own question: no COPY to or from the client, and no more than 256 kB of result.",
                at: \.checkQuery)
        case .probeInterval:
            Row(
                .duration, .value("1s"), "From one probe of a member to the next while all is well.",
                at: \.policy.probeInterval)
        case .probeTimeout:
            Row(.duration, .value("500ms"), "What one probe may take, its dial included.", at: \.policy.probeTimeout)
        case .suspectAfter:
            Row(
                .duration, .value("2s"), "A primary that was silent for this long counts as down.",
                at: \.policy.suspectAfter)
        case .burstInterval:
            Row(
                .duration, .value("4ms"), "Between probes while a primary is being looked for.",
                at: \.policy.burstInterval)
        case .canaryInterval:
            Row(
                .pause, .value("5s"),
                "From one look at PgBouncer at rest, with a round trip through it, to the next; 0 for never.",
                at: \.policy.canaryInterval)
        case .drainTimeout:
            Row(
                .duration, .value("5s"), "How long open transactions may go on before a planned move.",
                at: \.policy.drainTimeout)
        case .holdTimeout:
            Row(
                .duration, .value("60s"), "The longest that clients are held: longer than a failover takes.",
                at: \.policy.holdTimeout)
        case .readiness:
            Row(
                .choice([ReadinessScope.instance, .database]), .value("instance"),
                "Whether an instance stays ready once a hold has run out, since others do no better, or not.",
                at: \.policy.readiness)
        case .isolatedPrimary:
            Row(
                .choice([IsolatedPrimary.warn, .hold]), .value("warn"),
                "What to do about a primary that its standbys have left.", at: \.policy.isolatedPrimary)
        case .secondOpinions:
            Row(
                .opinions, .value("auto"),
                "Who else may refuse a primary before writes move to it: auto asks the Patroni or flycheck it finds."
            ) {
                $0.policy.secondOpinions != $1.policy.secondOpinions
                    || $0.policy.soughtOpinions != $1.policy.soughtOpinions
            }
        case .patroni: .patroni
        case .patroniTLS: .patroniTLS
        case .patroniCAFile: .patroniCAFile
        case .patroniCertFile: .patroniCertFile
        case .patroniKeyFile: .patroniKeyFile
        case .patroniAuthFile: .patroniAuthFile
        case .maxReplicaLag:
            Row(
                .lag, .value("16MB"), "How far behind the primary a standby may be that takes reads.",
                at: \.policy.maxReplicaLag)
        case .readDatabase:
            Row(
                .name, .found("the database's name and _ro"), "The pooler's database for reads; empty for none.",
                .start
            ) { $0.readDatabase != $1.readDatabase && $0.database.database == $1.database.database }
        case .pooler: .pooler
        case .poolerProcesses: .poolerProcesses
        case .poolerIni: .poolerIni
        case .poolerConsole: .poolerConsole
        case .poolerURL: .poolerURL
        case .poolerListen: .poolerListen
        case .poolerUser: .poolerUser
        case .poolerUsersFile: .poolerUsersFile
        case .httpListen:
            Row(
                .listen, .value("127.0.0.1:6433"), "Where health and status are served; empty for nowhere.", .start,
                at: \.httpListen)
        case .httpHosts:
            Row(
                .hosts, .none,
                "Names that HTTP requests may come under besides IP addresses, localhost and fleet_name's; those below them too.",
                at: \.httpHosts)
        case .httpTokenFile:
            Row(
                .path, .none, "A token for which other machines are told names over HTTP, mode 0600 or 0440.",
                of: \.httpToken)
        case .hook: Row(.command, .none, "A program to run, without a shell, when something happens.", at: \.hook)
        case .hookEvents:
            Row(
                .choice([HookEvents.all, .primary]), .value("all"),
                "Whether it runs for all events, or when the primary has moved only.", at: \.hookEvents)
        case .fleetName:
            Row(.name, .found("FLY_APP_NAME, else the database's host"), "The app whose instances belong together.") {
                $0.fleetName != $1.fleetName || $0.isFleetNamed != $1.isFleetNamed
            }
        case .fleetConnections:
            Row(
                .share, .none,
                "What all instances' pools together may open on one server, each an even share; none fixes the sizes.",
                of: \.policy.fleetConnections)
        case .fleetProbes:
            Row(
                .probes, .value("500"),
                "How often a second all instances together may ask one member: more of them look less often each.",
                at: \.policy.fleetProbes)
        case .fleetSecretFile:
            Row(.path, .none, "The secret that signs notices between instances, mode 0600.") {
                $0.fleetSecret != $1.fleetSecret
            }
        case .stateDirectory:
            Row(
                .folder, .found("STATE_DIRECTORY, else /var/lib/pointsman, or the user's"),
                "The folder of what outlasts a reboot: the fence and PgBouncer's routes.", .start, of: \.stateDirectory)
        case .runtimeDirectory:
            Row(
                .folder, .found("RUNTIME_DIRECTORY, else /run/pointsman, or the user's"),
                "The folder of the control socket, by which commands find the agent, and of PgBouncer's files.", .start,
                of: \.runtimeDirectory)
        case .controlSocketGroup:
            Row(
                .group, .none,
                "A group whose members may ask the control socket; to change something is the agent's user's and root's.",
                .start, at: \.controlSocketGroup)
        case .logFormat:
            Row(.choice([LogFormat.text, .json, .journal]), .value("text"), "How the log is written.", at: \.logFormat)
        case .logLevel:
            Row(
                .choice([Logger.Level.debug, .info, .notice, .warning, .error]), .value("info"),
                "The least that is logged.", at: \.logLevel)
        case .recorder:
            Row(
                .recorderSize, .value("32MB"),
                "What the flight recorder's files take at most, for `pointsman why`; 0 or off for none.", .start,
                at: \.recorderBytes)
        }
    }
}
