import DeployTemplates
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// The app's fly.toml, its image with the start script and, if keys of PgBouncer were given, a file with them.
struct FlyFiles {
    private let carried: CarriedConfiguration

    /// The longest time in seconds that Fly waits for a machine to end.
    private static let longestKill: Int64 = 300

    init(_ carried: CarriedConfiguration) {
        self.carried = carried
    }

    func files() throws(RenderError) -> [RenderedFile] {
        guard carried.secondsToEnd <= Self.longestKill else {
            throw carried.cannot(
                .drainTimeout, "Fly ends a machine after \(Self.longestKill) s at most: set 280s or less")
        }
        let section = try carried.poolerSections()
        let files = try Templates.fly.filled(with: [
            "app": quoted(carried.name()), "region": region, "secrets": secrets, "env": environment,
            "http_port": "\(port)", "kill": "\(carried.secondsToEnd)", "files": fileTables, "owned": ownership,
            "copies": section.isEmpty
                ? "" : "\n# PgBouncer's own keys.\nCOPY pointsman.ini /etc/pointsman/pointsman.ini\n",
            "user": user, "makes_user": user == "postgres" ? "" : "RUN useradd --system --no-create-home -- \(user)\n",
            "folders": carried.directories.map { ShellWord.quoted($0.folder) }.joined(separator: " "),
        ])
        return section.isEmpty ? files : files + [RenderedFile("pointsman.ini", section)]
    }

    private func quoted(_ text: String) -> String { QuotedText.double(text) }

    private var user: String { carried.configuration.poolerUser }

    private var port: UInt16 { carried.configuration.httpListen?.port ?? 6433 }

    /// The region of the app's first machine; left to Fly if none is known.
    private var region: String {
        let region = carried.configuration.platformPrimaryRegion ?? carried.configuration.policy.region
        return region.map { "primary_region = \(quoted($0.code))\n" } ?? ""
    }

    private var environment: String {
        let pairs = carried.environment.map { "  \($0.name) = \(quoted($0.value))\n" }.joined()
        guard carried.configuration.memberPort == 5432 else { return pairs }
        switch carried.configuration.discovery {
        case .fly, .internalName: break
        case .srv, .name, .fixed, .hosts, .patroni: return pairs
        }
        return
            "  # At Fly Postgres 5432 is a proxy to the primary; its members themselves listen at 5433. If the database is "
            + "one:\n  # POINTSMAN_MEMBER_PORT = \"5433\"\n" + pairs
    }

    /// A comment for people: commands that set the secrets, and what the image needs.
    private var secrets: String {
        var lines = carried.variables.map { "fly secrets set \($0.name)='\($0.example)'" }
        lines += carried.files.map {
            "fly secrets set \(Self.secret($0))=\"$(base64 -w0 \(ShellWord.quoted($0.path)))\""
        }
        var text = lines.isEmpty ? "" : "#\n# Secrets are none of this file's:\n"
        text += lines.map { "#   \(printable($0, most: 4000))\n" }.joined()
        if let hook = carried.configuration.hook.first {
            text += "# The image needs the hook, \(printable(hook)).\n"
        }
        return text
    }

    /// The secret's name does not begin with POINTSMAN_, which would be a key.
    private static func secret(_ file: CarriedConfiguration.File) -> String { "FILE_\(file.name.uppercased())" }

    private var fileTables: String {
        carried.files.map { file in
            "\n[[files]]\n  guest_path = \(quoted(file.path))\n  secret_name = \(quoted(Self.secret(file)))\n"
        }.joined()
    }

    /// A file that may hold a secret belongs to its reader alone.
    private var ownership: String {
        guard !carried.files.isEmpty else { return "" }
        let paths = carried.files.map { ShellWord.quoted($0.path) }.joined(separator: " ")
        return """
            # What Fly has made of the secrets.
            chmod 600 \(paths)
            [ "$(id -u)" -ne 0 ] || chown \(user) \(paths)

            """
    }
}
