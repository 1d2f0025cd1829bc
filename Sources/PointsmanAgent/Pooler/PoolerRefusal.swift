import PointsmanConfiguration
import PointsmanFormats

/// The reason why PgBouncer would not start with a configuration, with the key that causes it.
struct PoolerRefusal {
    let error: StartError

    /// - Parameters:
    ///   - log: the lines that it logged before it ended.
    ///   - version: its release; nil if it doesn't tell.
    init(_ log: [PoolerLogLine], _ configuration: Configuration, version: PgBouncerVersion?) {
        let entries = configuration.pgbouncerKeys
        let words = log.filter { $0.level == .error || $0.level == .fatal }.map(\.text)
        var found = version.map(configuration.keys(tooNewFor:)) ?? []
        var keys = Set(entries.filter { $0.isTooNew(for: version) }.map(\.key))
        // A missing file may appear later: a service manager restarts the agent for that.
        var isAboutFiles = found.isEmpty
        let lines = Self.lines(words, configuration, version)
        found += lines
        isAboutFiles = isAboutFiles && lines.isEmpty
        for text in words where lines.isEmpty {
            guard let entry = Self.entry(meantBy: text, in: entries), keys.insert(entry.key).inserted else { continue }
            found.append(entry.refusal(text))
            isAboutFiles = isAboutFiles && entry.isFile(namedBy: text)
        }
        if found.isEmpty {
            let reason = words.joined(separator: "; ")
            error = StartError(
                .unavailable,
                "PgBouncer would not start: \(reason.isEmpty ? "it ended and said nothing" : printable(reason, most: 400))"
            )
        } else {
            error = StartError(isAboutFiles ? .noInput : .configuration, found.joined(separator: "\n"))
        }
    }

    /// A sentence for each line of `[databases]` that PgBouncer refuses. Its own words hold the whole line, and so a password.
    private static func lines(
        _ words: [String], _ configuration: Configuration, _ version: PgBouncerVersion?
    ) -> [String] {
        let unknown = words.compactMap {
            $0.split(separator: "unrecognized connection parameter: ").last.map(String.init)
        }
        let release = version.map { "PgBouncer \($0), which is installed," } ?? "the PgBouncer that is installed"
        return configuration.databaseEntries.compactMap { entry in
            let end = " for parameter \(entry.line.name) in configuration ("
            guard words.contains(where: { $0.hasPrefix("invalid value ") && $0.contains(end) }) else { return nil }
            let key = unknown.first { entry.line[$0] != nil }
            return "\(entry.origin): \(release) "
                + (key.map { "knows no \($0) in a database's line: leave it out there, or install a newer one" }
                    ?? "refuses the line of \(entry.line.name)")
        }
    }

    /// The key that a line of PgBouncer's log is about: one that it names, one whose value it names, or one of the same
    /// family (`client_tls_sslmode` asks for `client_tls_key_file`). Nil if there is none.
    private static func entry(
        meantBy text: String, in entries: [Configuration.PoolerKey]
    ) -> Configuration.PoolerKey? {
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        let family = "client_tls_"
        return entries.last { words.contains(Substring($0.key)) } ?? entries.last { $0.isFile(namedBy: text) }
            ?? entries.last { !$0.value.isEmpty && text.contains("'\($0.value)'") }
            ?? (words.contains { $0.hasPrefix(family) } ? entries.last { $0.key.hasPrefix(family) } : nil)
    }
}

extension Configuration.PoolerKey {
    fileprivate func isTooNew(for version: PgBouncerVersion?) -> Bool {
        guard let version, let first = PgBouncerKey.introduced(key) else { return false }
        return version < first
    }

    fileprivate func isFile(namedBy text: String) -> Bool { value.hasPrefix("/") && text.contains(value) }

    /// The refusal of this key. PgBouncer's words contain the value, which may be a secret if the key is unknown.
    fileprivate func refusal(_ text: String) -> String {
        guard text.hasPrefix("invalid value ") else {
            return "\(origin): with \(key) PgBouncer does not start: \(printable(text, most: 200))"
        }
        guard PgBouncerKey.isKnown(key) else {
            return "\(origin): the PgBouncer that is installed has no key \(printable(key)), or not this value of it"
        }
        let values =
            PgBouncerKey.values(of: key)
            ?? "one that https://www.pgbouncer.org/config.html lists for \(key) is expected"
        return "\(origin): PgBouncer refuses \(key) = \(printable(value)); \(values)"
    }
}
