import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import PostgresClient
import TestServers
import Testing

@Suite("Rendered files")
struct RenderTests {
    private static let password = "hunter2/é"

    private static func configuration(
        _ keys: [ConfigurationKey: String] = [:], environment: [String: String] = [:]
    ) throws -> Configuration {
        let url = "postgres://app:hunter2%2F%C3%A9@viral-engine-db.internal:5432/viral_engine"
        return try ConfigurationLoader.load(
            file: nil, environment: ["DATABASE_URL": url].merging(environment) { $1 },
            flags: keys.map { ($0.key, $0.value) }, disk: { _ in .absent })
    }

    @Test("only rendered files marked secret hold the password", arguments: RenderKind.allCases)
    func secrets(kind: RenderKind) throws {
        let files = try kind.files(for: try Self.configuration(), in: nil)
        #expect(!files.isEmpty)
        for file in files where !file.isSecret {
            #expect(!file.text.contains("hunter2"), "\(file.name)")
            #expect(!file.text.contains("{{"), "\(file.name)")
        }
        let hasSecret = files.contains { $0.isSecret && $0.text.contains(Self.password) }
        #expect(hasSecret == [.pgbouncer, .systemd].contains(kind))
    }

    @Test("the rendered fly.toml is valid TOML, and its check asks /readyz")
    func fly() async throws {
        let configuration = try Self.configuration(
            [.memberPort: "5433"], environment: ["FLY_APP_NAME": "viral-engine", "PRIMARY_REGION": "fra"])
        let files = try RenderKind.fly.files(for: configuration, in: nil)
        let toml = try #require(files.first { $0.name == "fly.toml" })
        try await Self.python(
            """
            import sys, tomllib
            file = tomllib.loads(sys.stdin.read())
            assert file["app"] == "viral-engine" and file["primary_region"] == "fra"
            assert file["env"]["POINTSMAN_MEMBER_PORT"] == "5433"
            assert "services" not in file
            check = file["checks"]["pointsman"]
            assert check["path"] == "/readyz" and check["port"] == 6433
            """, reading: toml.text)
        #expect(files.filter(\.isExecutable).map(\.name) == ["start"])
    }

    @Test("the rendered Kubernetes deployment says that files mounted one by one are never brought up to date")
    func mountedFiles() throws {
        func deployment(_ keys: [ConfigurationKey: String]) throws -> String {
            let files = try RenderKind.kubernetes.files(for: try Self.configuration(keys), in: nil)
            return try #require(files.first { $0.name == "pointsman.yaml" }).text
        }
        let words = "`kubectl rollout restart deployment/shop`"
        #expect(try deployment([.fleetName: "shop", .passwordFile: ""]).contains(words) == false)
        let url = "postgres://app:pw@db.internal/app?sslmode=verify-full&sslrootcert=/etc/ca.crt"
        #expect(try deployment([.fleetName: "shop", .databaseURL: url]).contains(words))
    }

    @Test("the rendered Kubernetes deployment is valid YAML with a sidecar that starts first")
    func kubernetes() async throws {
        let configuration = try Self.configuration([.fleetName: "shop.internal", .discovery: "name"])
        let files = try RenderKind.kubernetes.files(for: configuration, in: nil)
        try await Self.python(
            """
            import sys, yaml
            file = yaml.safe_load(sys.stdin.read())
            pod = file["spec"]["template"]["spec"]
            agent = pod["initContainers"][0]
            assert file["metadata"]["name"] == "shop" and agent["restartPolicy"] == "Always"
            variables = {v["name"]: v for v in agent["env"]}
            assert variables["POINTSMAN_DISCOVERY"]["value"] == "name"
            assert variables["DATABASE_URL"]["valueFrom"]["secretKeyRef"]["name"] == "shop-database"
            assert agent["startupProbe"]["httpGet"]["path"] == "/readyz"
            assert agent["livenessProbe"]["httpGet"]["path"] == "/livez"
            assert {v["name"] for v in pod["volumes"]} == {m["name"] for m in agent["volumeMounts"]}
            """, reading: files[0].text)
    }

    @Test("the configuration rendered beside the systemd unit loads and finds its password")
    func systemd() throws {
        let files = try RenderKind.systemd.files(for: try Self.configuration(), in: nil)
        let ini = try #require(files.first { $0.name == "pointsman.ini" })
        let secret = try #require(files.first { $0.name == "password" })
        let loaded = try ConfigurationLoader.load(file: "ini", environment: [:], flags: []) { name in
            switch name {
            case "ini": .bytes(Array(ini.text.utf8), mode: 0o644)
            case "/etc/pointsman/password": .bytes(Array(secret.text.utf8), mode: 0o600)
            default: .absent
            }
        }
        #expect(loaded.database == (try Self.configuration()).database)
        #expect(loaded.poolerListen.description == "127.0.0.1:6432")
        #expect(files.contains { $0.name == "pointsman.service" && $0.text.contains("Type=notify") })
    }

    @Test("a list of consoles is rendered beside the systemd unit with a file of each password")
    func consoles() throws {
        let source = try Self.configuration([
            .pooler: "attached",
            .poolerConsole: "postgres://boss:first-71@/pgbouncer?host=/run/p1, postgres://boss@/pgbouncer?host=/run/p2,"
                + "postgres://boss:third-72@/pgbouncer?host=/run/p3",
        ])
        let files = try RenderKind.systemd.files(for: source, in: nil)
        let ini = try #require(files.first { $0.name == "pointsman.ini" })
        let loaded = try ConfigurationLoader.load(file: "ini", environment: [:], flags: []) { name in
            if name == "ini" { return .bytes(Array(ini.text.utf8), mode: 0o644) }
            let file = files.first { "/etc/pointsman/\($0.name)" == name }
            return file.map { .bytes(Array($0.text.utf8), mode: 0o600) } ?? .absent
        }
        #expect(loaded.consoles.map { $0.password?.reveal() } == ["first-71", nil, "third-72"])
        #expect(loaded.consoles.map(\.host) == source.consoles.map(\.host))
        let open = files.filter { !$0.isSecret }.map(\.text).joined()
        #expect(!open.contains("first-71") && !open.contains("third-72"))
    }

    @Test("a real PgBouncer starts with its rendered files and accepts the console user by its password only")
    func pgbouncer() async throws {
        let port = try FreePort.pick()
        var console = ""
        try await withPooler(rendering: { folder in
            let configuration = try Self.configuration(
                [.poolerListen: "127.0.0.1:\(port)"], environment: ["STATE_DIRECTORY": folder])
            var files = ["databases.ini": try configuration.databasesIni.text()]
            for file in try RenderKind.pgbouncer.files(for: configuration, in: folder) { files[file.name] = file.text }
            let words = (files["console.pass"] ?? "").split(separator: ":")
            console = words.last.map { String($0.dropLast()) } ?? ""
            return files
        }) { pooler in
            let deadline = ContinuousClock.now + .seconds(60)
            var version: String?
            while version == nil, .now < deadline {
                version = await Self.version(pooler.folder, port: port, password: console)
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
            #expect(version?.hasPrefix("PgBouncer 1.") == true, "\(pooler.log)")
            #expect(await Self.version(pooler.folder, port: port, password: "wrong") == nil)
        }
    }

    @Reactor
    private static func version(_ folder: String, port: UInt16, password: String) async -> String? {
        let parameters = [
            ("host", folder), ("port", "\(port)"), ("user", PgBouncerIni.consoleUser), ("password", password),
            ("dbname", "pgbouncer"),
        ].map { (keyword: $0.0, value: $0.1) }
        let limit = ContinuousClock.now + .seconds(10)
        guard let connection = try? await PostgresConnection.connect(parameters, until: limit) else { return nil }
        return try? await connection.execute("SHOW VERSION", until: limit).first?.value("version")
    }

    @Test("rendered files are written with their modes, and none if one exists already")
    func folder() throws {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let parent = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let path = "\(parent)/out"
        let folder = try RenderFolder(path)
        defer {
            for name in ["a", "b", "c"] { unlink("\(path)/\(name)") }
            rmdir(path)
            rmdir(parent)
        }
        try folder.write(
            [.init("a", "secret\n", isSecret: true), .init("b", "#!/bin/sh\n", isExecutable: true)], replacing: false)
        #expect(Self.mode(of: "\(path)/a") == 0o600)
        #expect(Self.mode(of: "\(path)/b") == 0o755)
        #expect(throws: RenderError.self) {
            try folder.write([.init("c", "new\n"), .init("a", "other\n")], replacing: false)
        }
        #expect(access("\(path)/c", F_OK) != 0)
        try folder.write([.init("c", "new\n"), .init("a", "other\n", isSecret: true)], replacing: true)
        #expect(Self.mode(of: "\(path)/c") == 0o644)
    }

    @Test(
        "a PgBouncer key newer than the installed release is refused with the release that brought it",
        arguments: [
            ("max_prepared_statements", 18, "1.21"), ("max_prepared_statements", 21, nil), ("peer_id", 18, "1.19"),
            ("transaction_timeout", 24, "1.25"), ("pool_idle_timeout", 25, "1.26"), ("default_pool_size", 18, nil),
        ] as [(String, Int, String?)])
    func releases(key: String, minor: Int, first: String?) throws {
        let text = "[pointsman]\ndatabase_url = postgres://a:b@h/d\n[pgbouncer]\n\(key) = 1\n"
        let configuration = try ConfigurationLoader.load(file: "main", environment: [:], flags: []) { _ in
            .bytes(Array(text.utf8), mode: 0o600)
        }
        let complaints = configuration.keys(tooNewFor: PgBouncerVersion(major: 1, minor: minor))
        #expect(complaints.count == (first == nil ? 0 : 1))
        if let first { #expect(complaints[0].contains("main:4") && complaints[0].contains("came with \(first)")) }
    }

    @Test("the installed PgBouncer's release is found")
    func installed() async {
        #expect(await PoolerProgram.installedVersion().map { $0 >= .oldest } == true)
    }

    private static func mode(of path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    /// Runs `script` in Debian's own Python, which has YAML for Patroni, and expects it to find nothing wrong.
    @Reactor
    private static func python(_ script: String, reading text: String) async throws {
        let input = try Descriptor.pipe()
        let output = try Descriptor.pipe()
        let child = try ChildProcess(
            .init(
                "/usr/bin/python3", ["-c", script], environment: ["PYTHONUTF8=1"],
                descriptors: [input.reading.number, output.writing.number, output.writing.number]))
        var bytes = Array(text.utf8)
        try #require(write(input.writing.number, &bytes, bytes.count) == bytes.count)
        close(input)
        let code = await child.ended(until: .now + .seconds(60))
        _ = fcntl(output.reading.number, F_SETFL, O_NONBLOCK)
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = read(output.reading.number, &buffer, buffer.count)
        #expect(code == 0, "\(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self))")
    }

    /// Its reader sees the end then.
    private static func close(_ pipe: consuming Pipe) {}
}
