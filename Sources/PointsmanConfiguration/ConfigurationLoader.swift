package import PointsmanFormats

/// Loads the configuration: the file first, then the environment, then the command line; later values replace earlier
/// ones.
package struct ConfigurationLoader {
    /// The machine's file, which is read if no other is named and it exists.
    package static let standardFile = "\(ConfigurationPlace.folder)/pointsman.ini"

    private var values = ConfigurationValues()
    private var poolerKeys: [Configuration.PoolerKey] = []
    private var databaseLines: [IniEntry] = []

    /// Loads and checks the configuration. Throws all errors that it has.
    /// - Parameters:
    ///   - file: the file to read; nil for that of `cluster` or `POINTSMAN_CONFIG`, otherwise the standard one, which may be
    ///     missing.
    ///   - cluster: the instance whose file is read, by its name.
    ///   - account: the user whose folders are the defaults.
    ///   - running: the configuration of an agent that reads it again: the changes that it can take at once must fit the
    ///     rest.
    ///   - disk: loads a file's bytes.
    package static func load(
        file: String?, cluster: String? = nil, environment: [String: String],
        flags: [(key: ConfigurationKey, value: String)] = [], as account: Account = .root,
        over running: Configuration? = nil,
        disk: @escaping (_ file: String) -> LoadedFile
    ) throws(ConfigurationFailure) -> Configuration {
        var loader = ConfigurationLoader()
        let place = ConfigurationPlace(
            file: file, cluster: cluster, environment: environment, account: account, disk: disk)
        if let file = place.file { loader.read(file: file, disk: disk) }
        loader.read(environment: environment)
        for flag in flags { loader.values.set(flag.key, to: flag.value, from: .flag(flag.key.flag)) }

        var builder = ConfigurationBuilder(
            values: loader.values, poolerKeys: loader.poolerKeys, databaseLines: loader.databaseLines,
            environment: environment, place: place, account: account, disk: disk)
        let built = builder.build()
        if let running, let built, builder.values.errors.isEmpty {
            builder.checkContradictions(in: running.taking(built))
        }
        guard builder.values.errors.isEmpty, var configuration = built else {
            throw ConfigurationFailure(builder.values.errors)
        }
        configuration.texts = ConfigurationTexts(builder, environment: environment)
        return configuration
    }

    private mutating func read(file: String, disk: @escaping (String) -> LoadedFile) {
        let document = IniReader.read(file, load: disk)
        values.mayNameDatabase = values.mayNameDatabase || !document.issues.isEmpty
        for issue in document.issues {
            values.complain(at: .file(issue.origin), code: Self.code(of: issue.kind), issue.sentence)
        }
        for section in document.sections where !Self.sections.contains(section.name) {
            values.complain(at: .file(section.origin), Self.unknown(section: section.name))
        }
        var seen: [ConfigurationKey: IniOrigin] = [:]
        for entry in document.entries {
            switch entry.section {
            case "pointsman":
                guard let key = known(entry.key, at: .file(entry.origin)) else { continue }
                // A value may overrule that of an included file; twice in one file is a mistake.
                if let first = seen[key], first.file == entry.origin.file {
                    values.complain(
                        at: .file(entry.origin), "\(key.rawValue) is given twice, first in line \(first.line): keep one"
                    )
                }
                seen[key] = entry.origin
                values.set(key, to: entry.value, from: .file(entry.origin))
            case "pgbouncer": break
            case "databases": databaseLines.append(entry)
            case "":
                values.complain(
                    at: .file(entry.origin),
                    "\(printable(entry.key)) stands before the first section: begin with "
                        + "[pointsman]")
            default: break
            }
        }
        takePoolerKeys(document)
    }

    /// Takes the `[pgbouncer]` keys that PgBouncer would keep, and adds a notice for each other one.
    private mutating func takePoolerKeys(_ document: IniDocument) {
        let settings = document.settings(of: "pgbouncer")
        poolerKeys = settings.map { .init(key: $0.key, value: $0.value, origin: .file($0.origin)) }
        let opened = document.sections.last { $0.name == "pgbouncer" }
        for entry in document.entries(of: "pgbouncer") where !settings.contains(entry) {
            let last = settings.first { $0.key == entry.key }
            let reason =
                last.map { "it is given again in \($0.origin)" }
                ?? "\(opened?.origin.description ?? "") opens the section anew, where PgBouncer forgets what it has read"
            values.note(
                at: .file(entry.origin), "\(printable(entry.key)) in [pgbouncer] does not count: \(reason)")
        }
    }

    private mutating func read(environment: [String: String]) {
        if let url = environment["DATABASE_URL"], !PastedValue(url).text.isEmpty {
            values.set(.databaseURL, to: url, from: .variable("DATABASE_URL"))
        }
        for variable in PointsmanVariable.all(of: environment) {
            let origin = ConfigurationOrigin.variable(variable.name)
            switch variable.meaning {
            case .key(let key): values.set(key, to: variable.value, from: origin)
            // Other programs share the environment: an unknown name is no reason not to start.
            case .stranger(let name): values.note(at: origin, "it is passed over: \(Self.unknown(key: name))")
            case .elsewhere: break
            }
        }
    }

    private mutating func known(_ name: String, at origin: ConfigurationOrigin) -> ConfigurationKey? {
        if let key = ConfigurationKey(rawValue: name) { return key }
        if Self.nearestKey(to: name) == ConfigurationKey.databaseURL.rawValue { values.mayNameDatabase = true }
        values.complain(at: origin, Self.unknown(key: name))
        return nil
    }

    private static func unknown(key name: String) -> String {
        let hint = nearestKey(to: name).map { "did you mean \($0)?" } ?? "`pointsman run --help` lists the keys"
        let poolers = PgBouncerKey.isKnown(name) ? "it belongs into the section [pgbouncer]" : hint
        return "the key \(printable(name)) is not known; \(poolers)"
    }

    private static func nearestKey(to name: String) -> String? {
        nearest(to: name, among: ConfigurationKey.allCases.map(\.rawValue))
    }

    private static let sections = ["pointsman", "databases", "pgbouncer"]

    private static func unknown(section: String) -> String {
        let told = printable(section)
        if section == "users" {
            return "the section [\(told)] has no place here: users and their passwords stand in pooler_users_file"
        }
        if section.hasPrefix("database.") {
            return
                "the section [\(told)] is not known: a database is a line NAME = KEY=VALUE of the section [databases]"
        }
        let hint = nearest(to: section, among: sections).map { "did you mean [\($0)]?" }
        return "the section [\(told)] is not known; \(hint ?? "[pointsman], [databases] and [pgbouncer] are")"
    }

    private static func code(of kind: IniIssue.Kind) -> ExitCode {
        switch kind {
        case .syntax: .configuration
        case .absent: .noInput
        case .denied: .noPermission
        case .unreadable: .systemError
        }
    }
}
