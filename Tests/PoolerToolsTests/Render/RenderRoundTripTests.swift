import LinuxReactor
import PointsmanCore
import PointsmanFormats
import TestServers
import Testing

@testable import PointsmanConfiguration
@testable import PoolerTools

/// Files that are rendered are read back as the platform would give them to the agent: YAML and TOML by Python's readers, the
/// rest by our own loader, secrets as the commands in the files' comments make them.
@Suite("A rendered configuration")
struct RenderRoundTripTests {
    private static let seeds: ClosedRange<UInt64> = 1...3000

    @Test(
        "a rendered configuration loads as its source, or an error names what the platform cannot carry",
        arguments: [RenderKind.systemd, .fly, .kubernetes])
    func roundTrip(kind: RenderKind) async throws {
        var cases: [(generated: GeneratedConfiguration, loaded: Configuration, files: [RenderedFile])] = []
        var refusals: [String: Int] = [:]
        for seed in Self.seeds {
            let generated = GeneratedConfiguration(seed: seed)
            guard let loaded = generated.loaded() else { continue }
            do throws(RenderError) {
                cases.append((generated, loaded, try kind.files(for: loaded, in: nil)))
            } catch {
                #expect(Self.names(error.description), "seed \(seed): \(error)")
                refusals[error.description, default: 0] += 1
            }
        }
        #expect(cases.count >= 100 && refusals.count >= 3, "\(cases.count) rendered, refused: \(refusals)")
        let read = try await Platform.read(cases.map(\.files), kind)
        try #require(read.count == cases.count)
        for (made, given) in zip(cases, read) {
            let seed = made.generated.seed
            let back: Configuration
            do throws(ConfigurationFailure) {
                back = try given.load(made.generated, made.loaded)
            } catch {
                Issue.record("seed \(seed): \(error)")
                continue
            }
            let (left, right) = (
                Self.comparable(back, kind), Self.comparable(Self.expected(made.loaded, kind), kind)
            )
            #expect(left == right, "seed \(seed): \(Self.difference(left, right))")
            for file in made.files where !file.isSecret {
                for secret in Self.secrets(of: made.loaded, made.generated) {
                    #expect(!file.text.contains(secret), "seed \(seed): \(file.name)")
                }
            }
        }
    }

    @Test(
        "the passfile of each of several consoles is carried as a secret of its own",
        arguments: [RenderKind.fly, .kubernetes])
    func consoles(kind: RenderKind) async throws {
        let passfiles = ["/etc/one", "/etc/two", "/etc/three"]
        let consoles = passfiles.map { "postgres://boss@\($0.dropFirst(5)).example/pgbouncer?passfile=\($0)" }
        let loaded = try ConfigurationLoader.load(
            file: nil, environment: ["DATABASE_URL": "postgres://app:pw@db.example/app"],
            flags: [
                (.discovery, "name"), (.fleetName, "shop"), (.pooler, "attached"),
                (.poolerConsole, consoles.joined(separator: ", ")),
            ]
        ) { name in passfiles.contains(name) ? .bytes(Array("*:*:*:*:pw\n".utf8), mode: 0o600) : .absent }
        let platform = try #require(try await Platform.read([try kind.files(for: loaded, in: nil)], kind).first)
        #expect(platform.mounted == passfiles)
    }

    /// Whether a sentence names a key, a variable or a file of the configuration.
    private static func names(_ sentence: String) -> Bool {
        let variables = ["STATE_DIRECTORY", "RUNTIME_DIRECTORY", "sslrootcert", "hook", "auth_ldap_options"]
        return (variables + ConfigurationKey.allCases.map(\.rawValue)).contains { sentence.contains($0) }
    }

    /// What the platform's files are to lead to: what was written, and what a platform needs where nothing was.
    private static func expected(_ made: Configuration, _ kind: RenderKind) -> Configuration {
        var expected = made
        if made.texts[.logFormat] == nil {
            if kind == .systemd { expected.logFormat = .journal }
            if kind == .kubernetes { expected.logFormat = .json }
        }
        // Fly's variables are there where Fly runs it, and nowhere else.
        if case .internalName(let host, let app, _) = made.discovery, kind != .fly {
            expected.discovery = .internalName(host: host, app: app, isOnFly: false)
        }
        if made.texts[.httpListen] == nil, kind != .systemd {
            let everywhere: IPAddress = kind == .fly ? .v6(high: 0, low: 0) : .v4(0)
            expected.httpListen = ListenAddress(address: everywhere, port: 6433)
        }
        return expected
    }

    /// Without what two ways of writing the same differ in: the line of a key, and the file that a password
    /// for PgBouncer is in.
    private static func comparable(_ configuration: Configuration, _ kind: RenderKind) -> Configuration {
        var same = configuration
        same.pgbouncerKeys = same.pgbouncerKeys.map { .init(key: $0.key, value: $0.value, origin: .standard) }
        same.databaseEntries = same.databaseEntries.map { .init(line: $0.line, origin: .standard) }
        if case .attached(var console, let ini) = same.pooler, console.password != nil {
            console.passFile = nil
            same.pooler = .attached(console: console, ini: ini)
        }
        for index in same.furtherConsoles.indices where same.furtherConsoles[index].password != nil {
            same.furtherConsoles[index].passFile = nil
        }
        if same.poolerURL?.password != nil { same.poolerURL?.passFile = nil }
        // Where a value stands tells its origin. Quotes around one are not carried, and a value that has some of its own gets others.
        same.notices = same.notices.filter { !$0.sentence.hasPrefix("the quotes around the value of") }
            .map { ConfigurationNotice(origin: .standard, sentence: $0.sentence) }
            .sorted { $0.sentence < $1.sentence }
        return same
    }

    private static func difference(_ left: Configuration, _ right: Configuration) -> String {
        zip(Mirror(reflecting: left).children, Mirror(reflecting: right).children)
            .filter { "\($0.value)" != "\($1.value)" }
            .map { "\($0.label ?? ""): \($0.value), expected \($1.value)" }.joined(separator: "\n")
    }

    /// Passwords that are long enough not to stand there by chance.
    private static func secrets(of configuration: Configuration, _ generated: GeneratedConfiguration) -> [String] {
        var secrets = [configuration.database.password?.reveal(), configuration.httpToken?.reveal()].compactMap(\.self)
        secrets += configuration.consoles.compactMap { $0.password?.reveal() }
        secrets += [configuration.poolerURL?.password?.reveal()].compactMap(\.self)
        let urls = generated.keys.compactMap { pair in
            pair.key.isSecret ? pair.text.split(separator: "@").first?.split(separator: ":").last.map(String.init) : nil
        }
        return (secrets + urls).filter { $0.utf8.count > 8 && !$0.hasPrefix("//") }
    }

    @Test(
        "a rendered name is one that Kubernetes and Fly accept",
        arguments: [
            ("shop", "shop"), ("Shop_A", "shop-a"), ("-x-", "x"), ("...", "app"), ("日本", "app"),
            (String(repeating: "n", count: 62) + "-x", String(repeating: "n", count: 62)),
        ])
    func names(text: String, name: String) {
        #expect(PlatformName.near(text) == name)
    }

    @Test(
        "a rendered configuration keeps TLS, members, fence, hold_timeout and PgBouncer's keys",
        arguments: [
            RenderKind.systemd, .fly, .kubernetes,
        ])
    func case9(kind: RenderKind) throws {
        let text = """
            [pointsman]
            database_url = postgres://svc:PASSWORD@db.example.org:5432/app?sslmode=verify-ca&sslrootcert=/certs/ca.crt
            discovery = static
            members = 127.9.9.11:5432, 127.9.9.12:5432
            system_identifier = 7300000000000000001
            hold_timeout = 9s
            [pgbouncer]
            default_pool_size = 7
            """
        let configuration = try ConfigurationLoader.load(file: "main", environment: [:]) { name in
            name == "main" ? .bytes(Array(text.utf8), mode: 0o600) : .absent
        }
        let all = try kind.files(for: configuration, in: nil).map(\.text).joined()
        for word in [
            "sslmode=verify-ca", "sslrootcert=/certs/ca.crt", "127.9.9.12", "7300000000000000001", "9s",
            "default_pool_size = 7",
        ] {
            #expect(all.contains(word), "\(word)")
        }
        #expect(!all.contains("member_port"))
        #expect(!all.contains("5432 is a proxy"))
    }

    @Test("a configuration rendered for Fly warns of the proxy at port 5432 only if members are probed at it")
    func flyProxy() throws {
        func text(_ port: String?) throws -> String {
            var environment = ["DATABASE_URL": "postgres://a:b@shop-db.internal:5432/app"]
            environment["POINTSMAN_MEMBER_PORT"] = port
            let configuration = try ConfigurationLoader.load(file: nil, environment: environment) { _ in .absent }
            return try RenderKind.fly.files(for: configuration, in: nil)[0].text
        }
        #expect(try text(nil).contains("5432 is a proxy"))
        #expect(try !text(nil).contains("\n  POINTSMAN_MEMBER_PORT"))
        #expect(try !text("5433").contains("proxy"))
        #expect(try text("5433").contains("\n  POINTSMAN_MEMBER_PORT = \"5433\"\n"))
    }

    @Test("a configuration rendered for systemd has a unit that systemd-analyze accepts")
    @Reactor
    func unit() async throws {
        let environment = [
            "DATABASE_URL": "postgres://a:b@h/d", "STATE_DIRECTORY": "/srv/p%n", "RUNTIME_DIRECTORY": "/srv/é",
            "PRIMARY_REGION": "fra",
        ]
        let configuration = try ConfigurationLoader.load(file: nil, environment: environment) { _ in .absent }
        let files = try RenderKind.systemd.files(for: configuration, in: nil)
        let unit = try #require(files.first { $0.name == "pointsman.service" }).text
            // What is not installed here is not the matter.
            .replacing("/usr/local/bin/pointsman", with: "/bin/true").replacing("User=pointsman", with: "User=root")
        let answer = try await Platform.python(
            """
            import subprocess, sys, tempfile, os
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "pointsman.service")
                open(path, "w").write(sys.stdin.read())
                done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True)
                told = [line for line in (done.stdout + done.stderr).splitlines() if "pointsman.service" in line]
                print("\\n".join(told))
            """, reading: unit)
        #expect(answer.split(separator: "\n").isEmpty, "\(answer)")
    }
}
