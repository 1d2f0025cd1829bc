import ArgumentParser
import Glibc
import PointsmanConfiguration
import PointsmanFormats

/// The source of the configuration: the options of every command that reads it.
struct ConfigurationSource: ParsableArguments {
    @OptionGroup var instance: InstanceOptions

    @Option(name: .long, help: ArgumentHelp("One key of [pointsman].", valueName: "key=value"))
    var set: [String] = []

    func validate() throws {
        for pair in set where Self.flag(pair) == nil {
            throw ValidationError("--set \(pair.prefix { $0 != "=" }): KEY=VALUE with a known key is expected")
        }
    }

    /// Loads the configuration from the files as they are now.
    /// - Parameters:
    ///   - account: the user whose folders are the defaults: the agent's, or one who asks it.
    ///   - running: the configuration of the agent that loads it again; nil for none.
    func load(
        as account: Account = .agent, over running: Configuration? = nil
    ) -> Result<Configuration, ConfigurationFailure> {
        let flags = set.compactMap(Self.flag)
        return Result { () throws(ConfigurationFailure) in
            try ConfigurationLoader.load(
                file: instance.config, cluster: instance.name, environment: Self.environment, flags: flags, as: account,
                over: running, disk: Disk.load)
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
    func loaded(as account: Account = .asking) throws -> Configuration {
        switch load(as: account) {
        case .success(let configuration): return configuration
        case .failure(let failure): throw Exit.saying("\(failure)", failure.exitCode)
        }
    }

    static func flag(_ pair: String) -> (key: ConfigurationKey, value: String)? {
        let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let key = ConfigurationKey(rawValue: String(halves[0])) else { return nil }
        return (key, String(halves[1]))
    }

    /// The environment at the start. The variables that libpq reads are removed from the process then, since they are
    /// meant for the app's database: a connection to PgBouncer's console, for one, must not use `PGSSLMODE` or
    /// `PGSERVICE`.
    private static let environment: [String: String] = {
        defer { ConnectionSettings.variables.forEach { unsetenv($0) } }
        return InstanceOptions.environment
    }()
}
