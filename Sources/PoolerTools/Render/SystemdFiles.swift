import DeployTemplates
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// The unit, its user, the configuration and its secrets.
struct SystemdFiles {
    private let carried: CarriedConfiguration

    init(_ carried: CarriedConfiguration) {
        self.carried = carried
    }

    func files() throws(RenderError) -> [RenderedFile] {
        let files = try Templates.systemd.filled(with: [
            "keys": try carried.ownSection(), "pooler_keys": try poolerKeys(), "needed": needed,
        ])
        return try files.map { (file) throws(RenderError) in
            file.name.hasSuffix(".service") ? RenderedFile(file.name, try unit(file.text)) : file
        } + carried.secretFiles
    }

    private func poolerKeys() throws(RenderError) -> String {
        let section = try carried.poolerSections()
        return section.isEmpty ? "" : "\n; PgBouncer's own keys, passed through to it.\n" + section
    }

    /// A comment for people with the files that must also exist.
    private var needed: String {
        var names = carried.files.map { "; \($0.name): \(printable($0.path, most: 400))\n" }
        if let hook = carried.configuration.hook.first { names.append("; hook: \(printable(hook, most: 400))\n") }
        return names.isEmpty ? "" : "; The user pointsman must be able to read:\n" + names.joined()
    }

    /// The unit with this configuration's folders and variables.
    private func unit(_ text: String) throws(RenderError) -> String {
        var unit = text
        func replace(_ old: String, _ new: String) throws(RenderError) {
            guard unit.contains(old) else { throw RenderError("the unit's template has no \(old)") }
            unit = unit.replacing(old, with: new)
        }
        var variables: [(name: String, value: String)] = []
        if !carried.hasStandardDirectories {
            let folders = carried.directories.map(\.folder)
            try replace(
                "StateDirectory=%N\nStateDirectoryMode=0750\nRuntimeDirectory=%N\nRuntimeDirectoryPreserve=yes\n",
                "# They must be there, and the user's own.\n"
                    + folders.map { "ReadWritePaths=\(Self.escaped($0))\n" }.joined())
            variables += carried.directories.map { ($0.variable, $0.folder) }
        }
        if let region = carried.configuration.platformPrimaryRegion {
            variables.append(("PRIMARY_REGION", region.code))
        }
        let place = "ExecStart="
        let lines = variables.map { "Environment=\"\($0.name)=\(Self.escaped($0.value))\"\n" }.joined()
        try replace("\n" + place, "\n" + lines + place)
        return unit
    }

    /// Escapes `%`, which begins a specifier (systemd.unit(5)); no other character of these values has a meaning.
    private static func escaped(_ value: String) -> String { value.replacing("%", with: "%%") }
}
