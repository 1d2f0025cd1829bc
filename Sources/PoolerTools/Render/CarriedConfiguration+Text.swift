import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

extension CarriedConfiguration {
    /// The sections `[databases]` and `[pgbouncer]` of pointsman.ini, each if something was given.
    func poolerSections() throws(RenderError) -> String {
        let lines = configuration.databaseEntries.map(\.line).map { ($0.name, $0.ownLine) }
        let keys = configuration.pgbouncerKeys.map { ($0.key, $0.value) }
        return try (lines.isEmpty ? "" : text("databases", lines)) + (keys.isEmpty ? "" : text("pgbouncer", keys))
    }

    /// The section `[pointsman]` of pointsman.ini.
    func ownSection() throws(RenderError) -> String {
        try text("pointsman", keys.map { ($0.key.rawValue, $0.text) })
    }

    private func text(_ section: String, _ entries: [(key: String, value: String)]) throws(RenderError) -> String {
        var writer = IniWriter()
        do throws(IniWriter.Unwritable) {
            try writer.section(section)
            for entry in entries { try writer.entry(entry.key, entry.value) }
        } catch {
            throw RenderError("\(platform.rawValue) can't carry it: \(error.description)")
        }
        return writer.text
    }

    /// The keys as environment variables.
    var environment: [(name: String, value: String)] {
        let folders = hasStandardDirectories ? [] : directories.map { (name: $0.variable, value: $0.folder) }
        let region = platform == .fly ? nil : configuration.platformPrimaryRegion?.code
        return folders + (region.map { [(name: "PRIMARY_REGION", value: $0)] } ?? [])
            + keys.map { (name: $0.key.variable, value: Self.kept($0.text, of: $0.key)) }
    }

    /// A variable's value loses the quotes around it, except for a command's; a value with quotes of its own gets
    /// another pair.
    private static func kept(_ text: String, of key: ConfigurationKey) -> String {
        let quotes: [Character] = ["\"", "'", "`"]
        guard key != .hook, text.count > 1, let first = text.first, text.last == first, quotes.contains(first),
            let other = quotes.first(where: { !text.contains($0) })
        else { return text }
        return "\(other)\(text)\(other)"
    }

    /// The name of the app's files.
    /// - Parameter most: the most characters.
    func name(most: Int = 63) -> String {
        let host = configuration.database.host.description
        let app = configuration.fleetName == host ? "app" : configuration.fleetName
        return PlatformName.near(app.prefix { $0 != "." }, most: most)
    }

    /// How long an agent takes to end: the drain, and the steps after it.
    var secondsToEnd: Int64 {
        let drain = configuration.policy.drainTimeout
        return drain.components.seconds + (drain.components.attoseconds > 0 ? 1 : 0) + 15
    }
}
