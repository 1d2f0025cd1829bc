import ArgumentParser
import Glibc
import PointsmanConfiguration
import PointsmanFormats

/// The source of the configuration: the options that every command shares.
struct ConfigurationSource: ParsableArguments {
    @Option(
        name: .long, help: "The configuration file; else that of POINTSMAN_CONFIG, else /etc/pointsman/pointsman.ini.",
        completion: .file())
    var config: String?

    @Option(name: .long, help: ArgumentHelp("One key of [pointsman].", valueName: "key=value"))
    var set: [String] = []

    func validate() throws {
        for pair in set where Self.flag(pair) == nil {
            throw ValidationError("--set \(pair.prefix { $0 != "=" }): KEY=VALUE with a known key is expected")
        }
    }

    /// Loads the configuration from the files as they are now.
    /// - Parameter running: the configuration of the agent that loads it again; nil for none.
    func load(over running: Configuration? = nil) -> Result<Configuration, ConfigurationFailure> {
        let flags = set.compactMap(Self.flag)
        return Result { () throws(ConfigurationFailure) in
            try ConfigurationLoader.load(
                file: config, environment: Self.environment, flags: flags, over: running, disk: Disk.load)
        }
    }

    /// The keys whose value on the command line has a password, which every user of the machine can read there.
    var exposed: [ConfigurationKey] {
        self.set.compactMap(Self.flag).filter { pair in
            pair.key.isSecret && (try? DatabaseURL(pair.value))?.password != nil
        }
        .map(\.key)
    }

    /// The configuration; throws an exit code if it has errors.
    func loaded() throws -> Configuration {
        switch load() {
        case .success(let configuration): return configuration
        case .failure(let failure): throw Exit.saying("\(failure)", failure.exitCode)
        }
    }

    private static func flag(_ pair: String) -> (key: ConfigurationKey, value: String)? {
        let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let key = ConfigurationKey(rawValue: String(halves[0])) else { return nil }
        return (key, String(halves[1]))
    }

    /// The environment at the start. The variables that libpq reads are removed from the process then, since they are
    /// meant for the app's database: a connection to PgBouncer's console, for one, must not use `PGSSLMODE` or
    /// `PGSERVICE`.
    private static let environment: [String: String] = {
        var variables: [String: String] = [:]
        defer { ConnectionSettings.variables.forEach { unsetenv($0) } }
        var next = environ
        while let entry = next.pointee {
            let halves = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2 { variables[String(halves[0])] = String(halves[1]) }
            next += 1
        }
        return variables
    }()
}
