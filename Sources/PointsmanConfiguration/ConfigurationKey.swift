/// The keys of the section `[pointsman]`; each is also an environment variable, and those that a person would type are
/// options. The reader, the help texts and the table in Configuration.md are all made from this enum.
package enum ConfigurationKey: String, CaseIterable, Sendable {
    case databaseURL = "database_url"
    case passwordFile = "password_file"
    case requireAuth = "require_auth"
    case probeUser = "probe_user"
    case probePasswordFile = "probe_password_file"
    case discovery
    case discoveryName = "discovery_name"
    case resolver
    case members
    case memberPort = "member_port"
    case exclude
    case region
    case systemIdentifier = "system_identifier"
    case minTimeline = "min_timeline"
    case serverCheckQuery = "server_check_query"
    case probeInterval = "probe_interval"
    case probeTimeout = "probe_timeout"
    case suspectAfter = "suspect_after"
    case burstInterval = "burst_interval"
    case canaryInterval = "canary_interval"
    case drainTimeout = "drain_timeout"
    case holdTimeout = "hold_timeout"
    case readiness
    case isolatedPrimary = "isolated_primary"
    case secondOpinions = "second_opinions"
    case patroni
    case patroniTLS = "patroni_tls"
    case patroniCAFile = "patroni_ca_file"
    case patroniCertFile = "patroni_cert_file"
    case patroniKeyFile = "patroni_key_file"
    case patroniAuthFile = "patroni_auth_file"
    case maxReplicaLag = "max_replica_lag"
    case readDatabase = "read_database"
    case pooler
    case poolerProcesses = "pooler_processes"
    case poolerIni = "pooler_ini"
    case poolerConsole = "pooler_console"
    case poolerURL = "pooler_url"
    case poolerListen = "pooler_listen"
    case poolerUser = "pooler_user"
    case poolerUsersFile = "pooler_users_file"
    case httpListen = "http_listen"
    case httpHosts = "http_hosts"
    case httpTokenFile = "http_token_file"
    case hook
    case hookEvents = "hook_events"
    case fleetName = "fleet_name"
    case fleetConnections = "fleet_connections"
    case fleetProbes = "fleet_probes"
    case fleetSecretFile = "fleet_secret_file"
    case stateDirectory = "state_directory"
    case runtimeDirectory = "runtime_directory"
    case controlSocketGroup = "control_socket_group"
    case logFormat = "log_format"
    case logLevel = "log_level"
    case recorder

    /// `POINTSMAN_PROBE_INTERVAL`.
    package var variable: String { "POINTSMAN_" + rawValue.uppercased() }

    /// `--set probe_interval`.
    package var flag: String { "--set \(rawValue)" }

    /// Whether its value must not be shown.
    package var isSecret: Bool { row.form == .url }
}
