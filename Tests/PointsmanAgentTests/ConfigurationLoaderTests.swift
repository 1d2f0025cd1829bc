import PointsmanAgent
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The configuration loader")
struct ConfigurationLoaderTests {
    /// Who is looked for by default.
    static let sought = [OpinionSource(.patroni, port: 8008), OpinionSource(.fly, port: 5500)]

    @Test("members get the password by SCRAM only unless require_auth allows more, and PgBouncer as it asks")
    func passwordMethods() throws {
        func word(_ parameters: [(keyword: String, value: String)]) -> String? {
            parameters.first { $0.keyword == "require_auth" }?.value
        }
        #expect(word(try load(Self.url).database.parameters()) == "scram-sha-256,none")
        let more = try load(Self.url + "require_auth = scram-sha-256, md5\n")
        #expect(word(more.database.parameters()) == "scram-sha-256,md5,none")
        let attached = try load(
            Self.url + "pooler = attached\npooler_console = postgres://boss:pw@127.0.0.1:6432/pgbouncer\n")
        let way = try PoolerEndpoints.existing(attached)
        #expect(word(way?.app ?? []) == nil)
        #expect(word(way?.console ?? []) == nil)
    }

    @Test("an empty choice means the default, and the line end of a pasted libpq variable is no part of its value")
    func pasted() throws {
        let configuration = try load(environment: [
            "PGHOST": "db.example.org\n", "PGUSER": "app", "PGPASSWORD": "pw \r\n", "POINTSMAN_POOLER": "",
        ])
        #expect(configuration.pooler == .managed)
        #expect(configuration.database.password?.reveal() == "pw ")
    }

    @Test("DATABASE_URL alone gives a complete configuration with its defaults")
    func least() throws {
        let configuration = try load(environment: [
            "DATABASE_URL": "postgres://app:pw@viral-engine-db.internal/viral_engine"
        ])
        #expect(
            configuration.discovery
                == .internalName(host: "viral-engine-db.internal", app: "viral-engine-db", isOnFly: false))
        #expect(configuration.clusterName == "viral-engine-db")
        var policy = Policy()
        policy.soughtOpinions = Self.sought
        #expect(configuration.policy == policy)
        #expect(configuration.checkQuery == "select 1")
        #expect(configuration.pooler == .managed)
        #expect(configuration.poolerListen.description == "127.0.0.1:6432")
        #expect(configuration.httpListen?.description == "127.0.0.1:6433")
        #expect(configuration.memberPort == 5432)
        #expect(configuration.readDatabase == "viral_engine_ro")
        #expect(configuration.fleetName == "viral-engine-db.internal")
        #expect(configuration.stateDirectory == "/var/lib/pointsman")
        #expect(configuration.runtimeDirectory == "/run/pointsman")
        #expect(configuration.resolvers.isEmpty)
        #expect(configuration.poolerUser == "postgres")
        #expect(configuration.logFormat == .text)
        #expect(configuration.hook.isEmpty)
        #expect(try configuration.pgBouncerIni.text().contains("%include /var/lib/pointsman/databases.ini\n"))
        #expect(try configuration.databasesIni.text().contains("viral_engine_ro = "))
    }

    @Test("the platform's variables set fleet name, region, address, resolver and folders")
    func platform() throws {
        let configuration = try load(
            Self.url,
            environment: [
                "FLY_APP_NAME": "shop", "FLY_REGION": "fra", "FLY_PRIVATE_IP": "fdaa::7", "PRIMARY_REGION": "iad",
                "FLY_NAMESERVER": "fdaa::3", "STATE_DIRECTORY": "/s/one:/s/two", "RUNTIME_DIRECTORY": "/r/",
                "POINTSMAN_SERVICE_HOST": "10.0.0.1", "POINTSMAN_PORT": "tcp://10.0.0.1:6433",
                "POINTSMAN_PORT_6433_TCP": "x",
            ])
        #expect(configuration.fleetName == "shop")
        #expect(configuration.policy.region == Region("fra"))
        #expect(configuration.platformPrimaryRegion == Region("iad"))
        #expect(configuration.platformAddress?.description == "fdaa::7")
        #expect(configuration.resolvers == ["[fdaa::3]:53"])
        #expect(configuration.stateDirectory == "/s/one")
        #expect(configuration.runtimeDirectory == "/r")
    }

    @Test("the environment overrides the configuration file, and the command line overrides both")
    func layers() throws {
        let configuration = try load(
            Self.url + "probe_interval = 2s\nburst_interval = 5ms\nprobe_timeout = 100ms",
            environment: [
                "POINTSMAN_PROBE_INTERVAL": "3s", "POINTSMAN_BURST_INTERVAL": "6ms",
                "POINTSMAN_DATABASE_URL": "postgres://other:pw@h/d", "DATABASE_URL": "postgres://less@x/y",
            ],
            flags: [(.probeInterval, "4s")])
        #expect(configuration.policy.probeInterval == .seconds(4))
        #expect(configuration.policy.burstInterval == .milliseconds(6))
        #expect(configuration.policy.probeTimeout == .milliseconds(100))
        #expect(configuration.database.user == "other")
    }

    @Test("every configuration key is read")
    func every() throws {
        let configuration = try load(
            """
            [pointsman]
            database_url = postgres://app@db.example.com:6000/app
            password_file = /etc/password
            discovery = static
            resolver = 127.0.0.53, [fdaa::3]:5353
            members = 192.0.2.1, [fdaa::1]:5433 , fdaa::2
            member_port = 5434
            exclude = 192.0.2.9, 192.0.2.8
            region = iad
            system_identifier = 7301234567890123456
            min_timeline = 3
            server_check_query = select 2
            probe_interval = 1min
            probe_timeout = 900 ms
            suspect_after = 1s
            burst_interval = 1ms
            drain_timeout = 1s
            hold_timeout = 60s
            readiness = database
            isolated_primary = warn
            max_replica_lag = 64kB
            read_database =
            pooler_listen = [::]:7000
            pooler_user = pooler
            pooler_users_file = /etc/users
            http_listen =
            hook = /bin/moved --to "the new one" ''
            fleet_name = shop
            fleet_connections = 60%
            fleet_probes = 200
            fleet_secret_file = /etc/secret
            log_format = journal
            [pgbouncer]
            query_wait_timeout = 61
            pool_mode = session
            """,
            disk: [
                "/etc/password": "s3 cret\nrest", "/etc/users": "\"two\" \"pw\"\n",
                "/etc/secret": "0123456789abcdef\nrest",
            ])
        #expect(configuration.database.password?.reveal() == "s3 cret")
        #expect(
            configuration.discovery
                == .fixed(["192.0.2.1:5434", "[fdaa::1]:5433", "[fdaa::2]:5434"].compactMap { MemberID($0) }))
        #expect(configuration.resolvers == ["127.0.0.53:53", "[fdaa::3]:5353"])
        #expect(configuration.policy.exclusion == Exclusion(["192.0.2.9", "192.0.2.8"]))
        var policy = Policy()
        policy.region = Region("iad")
        policy.systemIdentifier = SystemIdentifier(7_301_234_567_890_123_456)
        policy.minTimeline = Timeline(3)
        policy.probeInterval = .seconds(60)
        policy.probeTimeout = .milliseconds(900)
        policy.suspectAfter = .seconds(1)
        policy.burstInterval = .milliseconds(1)
        policy.drainTimeout = .seconds(1)
        policy.holdTimeout = .seconds(60)
        policy.readiness = .database
        policy.asksDNS = false
        policy.maxReplicaLag = .bytes(65536)
        policy.fleetConnections = .percent(60)
        policy.fleetProbes = 200
        policy.exclusion = Exclusion(["192.0.2.9", "192.0.2.8"])
        policy.soughtOpinions = Self.sought
        #expect(configuration.policy == policy)
        #expect(configuration.readDatabase == "")
        #expect(configuration.poolerListen.description == "[::]:7000")
        #expect(configuration.poolerUser == "pooler")
        #expect(configuration.poolerUsers == [.init(name: "two", password: Secret("pw"))])
        #expect(configuration.httpListen == nil)
        #expect(configuration.hook == ["/bin/moved", "--to", "the new one", ""])
        #expect(configuration.fleetSecretFile == "/etc/secret")
        #expect(configuration.fleetSecret?.reveal() == "0123456789abcdef")
        #expect(configuration.logFormat == .journal)
        #expect(configuration.pgbouncerKeys.map(\.key) == ["query_wait_timeout", "pool_mode"])
    }

    @Test("pooler = attached reads the console's URL and the ini file")
    func attached() throws {
        let configuration = try load(
            Self.url
                + "pooler = attached\npooler_console = postgres://admin:x@%2Frun%2Fp:6432/pgbouncer\npooler_ini = /etc/p.ini"
        )
        guard case .attached(let console, let ini) = configuration.pooler else {
            Issue.record("not attached")
            return
        }
        #expect(console.description == "postgres://admin@/run/p:6432/pgbouncer")
        #expect(ini == "/etc/p.ini")
    }

    @Test("a bad command-line option ends with the usage exit code")
    func usage() {
        let error = #expect(throws: ConfigurationFailure.self) {
            try load(Self.url, flags: [(.probeInterval, "5")])
        }
        #expect(error?.exitCode == .usage)
        #expect(
            error?.description
                == "option --set probe_interval: probe_interval = 5: a unit is missing: 5ms, 5s or 5min")
    }

    @Test("all errors of a configuration are reported at once, none twice")
    func all() {
        let told = failure(
            Self.url + "probe_intervall = 1s\nhold_timeout = 20\nlog_format = xml\n[pgbouncer]\nlisten_port = 1",
            environment: ["POINTSMAN_REGION": "IAD", "POINTSMAN_PROBE_TIMEOUT": "x"])
        #expect(told.split(separator: "\n").count == 6, "\(told)")
    }

    @Test("a missing database hides no other error, and errors are sorted by file and line")
    func order() {
        let told = failure(
            "[pointsman]\nprobe_timeout = 3s\nlog_format = xml\n[pgbouncer]\nquery_wait_timeout = 5\n[x]",
            environment: ["POINTSMAN_REGION": "IAD"])
        let places = told.split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(places == ["main:2:", "main:3:", "main:5:", "main:6:", "environment", "configuration:"])
    }
}
