import ArgumentParser
import Glibc
import PointsmanConfiguration

/// The instance that a command is for: the options that every command shares.
struct InstanceOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            The configuration file; else that of POINTSMAN_CONFIG, else pointsman.ini in the user's ~/.config/pointsman or in \
            /etc/pointsman.
            """,
        completion: .file())
    var config: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The instance, where a machine has several: its file is NAME.ini in ~/.config/pointsman or in /etc/pointsman.",
            valueName: "name"))
    var cluster: String?

    func validate() throws {
        guard cluster != nil else { return }
        if config != nil { throw ValidationError("--config and --cluster name one file: say one of them") }
        guard name.map(ConfigurationPlace.isName) ?? true else {
            throw ValidationError("--cluster \(cluster ?? ""): at most 63 letters, digits, _, - and . are expected")
        }
    }

    /// The name of the instance; nil for the one that needs none. A unit's name without its suffix names its instance too:
    /// the unit passes `%N`.
    var name: String? {
        guard let cluster, cluster != "pointsman" else { return nil }
        return cluster.hasPrefix("pointsman@") ? String(cluster.dropFirst(10)) : cluster
    }

    /// A directory of its agent, for a command that asks that agent or reads what it has written.
    func directory(_ folder: InstanceFolder) throws -> String {
        let environment = Self.environment
        let account = Account.asking
        let place = ConfigurationPlace(
            file: config, cluster: name, environment: environment, account: account, disk: Disk.load)
        do throws(ConfigurationFailure) {
            return try place.folder(folder, environment: environment, account: account, disk: Disk.load)
        } catch {
            throw Exit.saying("\(error)", error.exitCode)
        }
    }

    /// The process's environment.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let halves = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2 { variables[String(halves[0])] = String(halves[1]) }
            next += 1
        }
        return variables
    }
}
