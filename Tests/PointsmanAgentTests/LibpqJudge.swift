import Glibc
import LinuxReactor
import PointsmanAgent
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import TestServers
import Testing

/// What libpq makes of a case: in a process of its own, since it reads the environment and files.
struct LibpqJudge {
    private var values: [String: String] = [:]

    /// Nil where libpq refuses it.
    /// - Parameter folder: where its files are put, in place of /.
    @Reactor
    init?(_ row: Corpus.Case, in folder: String) async throws {
        var environment = ["RES_OPTIONS": "timeout:1 attempts:1"]
        for (name, value) in row.environment where name.hasPrefix("PG") { environment[name] = value }
        environment["HOME"] = folder + (row.environment["HOME"] ?? "")
        for variable in ["PGSYSCONFDIR", "PGSERVICEFILE", "PGPASSFILE"] {
            if let path = environment[variable] { environment[variable] = folder + path }
        }
        var text = row.connectionString ?? row.environment["DATABASE_URL"] ?? ""
        for (path, file) in row.files {
            guard case .bytes(let bytes, _) = file else { continue }
            try Self.place(bytes, at: folder + path)
            text = text.replacing(path, with: folder + path)
        }
        let output = open("\(folder)/answer", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(output) }
        let child = try ChildProcess(
            .init(
                "\(buildFolder)/libpq-judge", [text], environment: environment.map { "\($0.key)=\($0.value)" },
                descriptors: [nil, output, nil]))
        guard await child.ended(until: .now + .seconds(60)) == 0 else { return nil }
        guard case .bytes(let bytes, _) = Disk.load("\(folder)/answer") else { return nil }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let halves = line.split(separator: " ", omittingEmptySubsequences: false)
            let digits = Array(halves[1].utf8)
            let value = stride(from: 0, to: digits.count, by: 2).map { index in
                UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) ?? 0
            }
            values[String(halves[0])] = String(decoding: value, as: UTF8.self).replacing(folder, with: "")
        }
    }

    private static func place(_ bytes: [UInt8], at path: String) throws {
        let names = path.split(separator: "/")
        for count in 1..<names.count { mkdir("/" + names[..<count].joined(separator: "/"), 0o700) }
        guard let file = fopen(path, "w") else { throw SystemError(call: "fopen \(path)", code: errno) }
        defer { fclose(file) }
        fwrite(bytes, 1, bytes.count, file)
    }

    subscript(keyword: String) -> String { values[keyword] ?? "" }

    /// Each server that it would try: host, address and port.
    var places: [String] {
        func list(_ keyword: String) -> [String] {
            self[keyword].isEmpty
                ? [] : self[keyword].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let (hosts, addresses, ports) = (list("host"), list("hostaddr"), list("port"))
        return (0..<max(hosts.count, addresses.count)).map { index in
            let address = addresses.isEmpty ? "" : addresses[index]
            let port = ports.count > 1 ? ports[index] : ports.first ?? ""
            let host = hosts.isEmpty ? "" : hosts[index]
            return "\(host.isEmpty ? address : host) \(address) \(port.isEmpty ? "5432" : port)"
        }
    }

    /// Holds what the agent dials with against what libpq would.
    func check(_ url: DatabaseURL) {
        let ours = url.places.map { "\($0.host) \($0.address?.description ?? "") \($0.port)" }
        #expect(ours == places)
        var given: [String: String] = [:]
        for (keyword, value) in url.parameters() { given[keyword] = value }
        #expect(given["user"] == self["user"])
        #expect(given["dbname"] == (self["dbname"].isEmpty ? self["user"] : self["dbname"]))
        #expect(given["sslmode"] ?? "prefer" == self["sslmode"])
        if !self["password"].isEmpty { #expect(given["password"] == self["password"]) }
        let name = self["application_name"].isEmpty ? self["fallback_application_name"] : self["application_name"]
        #expect(given["application_name"] ?? "" == name)
        for keyword in ["options", "sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl", "sslcrldir"] {
            #expect(given[keyword] ?? "" == self[keyword], "\(keyword)")
        }
        // Those for which libpq shows its own default where nothing is said.
        for keyword in [
            "channel_binding", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
            "tcp_user_timeout", "ssl_min_protocol_version", "ssl_max_protocol_version", "sslsni",
        ] {
            if let value = given[keyword] { #expect(value == self[keyword], "\(keyword)") }
        }
    }
}
