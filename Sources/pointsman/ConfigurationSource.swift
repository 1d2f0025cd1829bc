import ArgumentParser
import Glibc
import PointsmanConfiguration
import PointsmanFormats

/// Where the configuration comes from: the options that every command shares.
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

    /// Loads it anew, from the files as they are now.
    /// - Parameter running: what the agent goes by that does so.
    func load(over running: Configuration? = nil) -> Result<Configuration, ConfigurationFailure> {
        let flags = set.compactMap(Self.flag)
        return Result { () throws(ConfigurationFailure) in
            try ConfigurationLoader.load(
                file: config, environment: Self.environment, flags: flags, over: running, disk: Disk.load)
        }
    }

    /// The keys whose value stands on the command line with a password, where every user of the machine may read it.
    var exposed: [ConfigurationKey] {
        self.set.compactMap(Self.flag).filter { pair in
            pair.key.isSecret && (try? DatabaseURL(pair.value))?.password != nil
        }
        .map(\.key)
    }

    /// The same, for a command that can't go on without.
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

    /// As it was at the start. What libpq would read is taken out of it then, since that is meant for the app's database: a
    /// connection to PgBouncer's console, for one, must not come under `PGSSLMODE` or `PGSERVICE`.
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
