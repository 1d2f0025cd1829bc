import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import Testing

@testable import PoolerTools

/// What a platform makes of rendered files: the agent's environment and its files.
struct Platform {
    let environment: [String: String]
    /// Texts of the files that the platform makes of what was rendered, by path.
    let files: [String: String]
    /// Where it mounts files of the operator's; nil where they lie on the machine itself.
    let mounted: [String]?

    /// Loads the configuration as the agent would in there, once somebody has put the passwords of `made` into the commands.
    func load(
        _ generated: GeneratedConfiguration, _ made: Configuration
    ) throws(ConfigurationFailure) -> Configuration {
        var passwords = ["DATABASE_URL": made.database.password]
        passwords["POINTSMAN_POOLER_CONSOLE"] = made.consoles.lazy.compactMap(\.password).first
        passwords["POINTSMAN_POOLER_URL"] = made.poolerURL?.password
        var environment = environment
        for (name, password) in passwords {
            let encoded = (password?.reveal() ?? "").utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            environment[name] = environment[name]?.replacing("PASSWORD", with: encoded.joined())
        }
        let known = ["FLY_APP_NAME", "FLY_REGION", "FLY_NAMESERVER", "PRIMARY_REGION"]
        // Fly's own variables are there again.
        let own = isFly ? generated.environment.filter { known.contains($0.key) } : [:]
        return try ConfigurationLoader.load(file: nil, environment: own.merging(environment) { $1 }) { name in
            if let text = files[name] { return .bytes(Array(text.utf8), mode: 0o600) }
            if let mounted, !mounted.contains(name) { return .absent }
            return generated.disk(name)
        }
    }

    private var isFly: Bool { environment["FLY"] != nil }

    /// Reads each set of rendered files.
    static func read(_ sets: [[RenderedFile]], _ kind: RenderKind) async throws -> [Platform] {
        let input = JSONValue.array(
            sets.map { files in
                .array(files.map { .array([.string($0.name), .string($0.text)]) })
            })
        let answer = try await python(script, reading: JSONWriter.text(input), "\(kind)")
        guard case .array(let values) = try JSONReader.read(Array(answer.utf8)) else { return [] }
        return values.map { value in
            Platform(
                environment: texts(value["env"]), files: texts(value["files"]),
                mounted: value["mounted"].flatMap { list(of: $0) })
        }
    }

    private static func texts(_ value: JSONValue?) -> [String: String] {
        guard case .object(let members) = value else { return [:] }
        return members.reduce(into: [:]) { texts, member in
            if case .string(let text) = member.value { texts[member.name] = text }
        }
    }

    private static func list(of value: JSONValue) -> [String]? {
        guard case .array(let items) = value else { return nil }
        return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// Reads as the platforms do, and holds names against what they take. A secret's value is what the command in the
    /// comment makes.
    private static let script = #"""
        import json, re, shlex, sys, tomllib, yaml
        kind = sys.argv[1]
        label = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\Z")
        key = re.compile(r"[-._a-zA-Z0-9]{1,253}\Z")
        name = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")

        def commands(text, start):
            for line in text.splitlines():
                if line.startswith("#   " + start):
                    yield shlex.split(line[4:])

        def systemd(files):
            env = {"STATE_DIRECTORY": "/var/lib/pointsman", "RUNTIME_DIRECTORY": "/run/pointsman"}
            for line in files["pointsman.service"].splitlines():
                if line.startswith("Environment="):
                    for word in shlex.split(line[len("Environment="):]):
                        variable, value = word.replace("%%", "\0").split("=", 1)
                        assert "%" not in value, line
                        env[variable] = value.replace("\0", "%")
            there = {"/etc/pointsman/" + n: t for n, t in files.items() if not n.startswith("pointsman.s")}
            return {"env": env, "files": there}

        def kubernetes(files):
            text = files["pointsman.yaml"]
            deployment = yaml.safe_load(text)
            pod = deployment["spec"]["template"]["spec"]
            agent, app = pod["initContainers"][0], pod["containers"][0]
            secrets = {}
            for words in commands(text, "kubectl create secret generic "):
                entries = secrets[words[4]] = {}
                for word in words[5:]:
                    option, entry = word.split("=", 1)
                    entry, value = entry.split("=", 1)
                    assert option in ("--from-literal", "--from-file") and key.match(entry)
                    entries[entry] = value
            maps = {}
            if "configmap.yaml" in files:
                one = yaml.safe_load(files["configmap.yaml"])
                assert one["kind"] == "ConfigMap" and all(isinstance(v, str) for v in one["data"].values())
                maps[one["metadata"]["name"]] = one["data"]
            labels = [deployment["metadata"]["name"], deployment["metadata"]["labels"]["app"],
                      pod["initContainers"][0]["name"]] + list(secrets) + list(maps)
            assert all(isinstance(n, str) and label.match(n) for n in labels), labels
            assert all(isinstance(e["value"], str) for e in app["env"])
            env = {}
            for entry in agent["env"]:
                assert name.match(entry["name"]) and entry["name"] not in env
                if "value" in entry:
                    value = entry["value"]
                    assert isinstance(value, str), entry
                    # Kubernetes expands $(NAME) where there is such a variable, and $$ is a $.
                    assert "$" not in value.replace("$$", ""), value
                    env[entry["name"]] = value.replace("$$", "$")
                else:
                    place = entry["valueFrom"]["secretKeyRef"]
                    env[entry["name"]] = secrets[place["name"]][place["key"]]
            volumes = {v["name"]: v for v in pod["volumes"]}
            there, mounted, paths = {}, [], []
            for mount in agent["volumeMounts"]:
                volume, path = volumes[mount["name"]], mount["mountPath"]
                paths.append(path)
                assert isinstance(path, str) and ":" not in path
                if "secret" in volume:
                    assert secrets[volume["secret"]["secretName"]][mount["subPath"]] == path
                    mounted.append(path)
                elif "configMap" in volume:
                    there[path] = maps[volume["configMap"]["name"]][mount["subPath"]]
            assert len(paths) == len(set(paths))
            state = [m["mountPath"] for m in agent["volumeMounts"] if m["name"] in ("state", "run")]
            assert state == [env.get("STATE_DIRECTORY", "/var/lib/pointsman"), env.get("RUNTIME_DIRECTORY", "/run/pointsman")]
            assert pod["terminationGracePeriodSeconds"] >= 30
            return {"env": env, "files": there, "mounted": mounted}

        def fly(files):
            text = files["fly.toml"]
            toml = tomllib.loads(text)
            assert label.match(toml["app"]), toml["app"]
            env = {"FLY": "1"}
            for variable, value in toml["env"].items():
                assert name.match(variable) and isinstance(value, str)
                env[variable] = value
            secrets = {}
            for words in commands(text, "fly secrets set "):
                variable, value = words[3].split("=", 1)
                secrets[variable] = value
            mounted = []
            for file in toml.get("files", []):
                made = secrets.pop(file["secret_name"])
                assert made.startswith("$(base64 -w0 ") and shlex.split(made[2:-1])[2] == file["guest_path"], made
                mounted.append(file["guest_path"])
            env.update(secrets)
            there = {}
            if "pointsman.ini" in files:
                assert "\nCOPY pointsman.ini /etc/pointsman/pointsman.ini\n" in files["Dockerfile"]
                there["/etc/pointsman/pointsman.ini"] = files["pointsman.ini"]
            assert 5 < toml["kill_timeout"] <= 300
            return {"env": env, "files": there, "mounted": mounted}

        sys.stdout.write(json.dumps([globals()[kind](dict(files)) for files in json.load(sys.stdin)]))
        """#

    /// What a script in Debian's own Python, which has YAML for Patroni, prints; it must find nothing wrong.
    @Reactor
    static func python(_ script: String, reading text: String, _ arguments: String...) async throws -> String {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for name in ["in", "out"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        try AtomicFile.write(text, to: "\(folder)/in", mode: 0o600)
        let input = open("\(folder)/in", O_RDONLY | O_CLOEXEC)
        let output = open("\(folder)/out", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let child = try ChildProcess(
            .init(
                "/usr/bin/python3", ["-c", script] + arguments, environment: ["PYTHONUTF8=1", "PATH=/usr/bin:/bin"],
                descriptors: [input, output, output]))
        Glibc.close(input)
        Glibc.close(output)
        let code = await child.ended(until: .now + .seconds(300))
        guard case .bytes(let bytes, _) = Disk.load("\(folder)/out") else { return "" }
        let answer = String(decoding: bytes, as: UTF8.self)
        #expect(code == 0, "\(answer.suffix(2000))")
        return answer
    }
}
