package import PointsmanFormats

/// A folder that an instance has to itself.
package enum InstanceFolder {
    /// What outlasts a reboot.
    case state
    /// Sockets, and what lasts as long as the machine runs.
    case runtime

    fileprivate var key: ConfigurationKey { self == .state ? .stateDirectory : .runtimeDirectory }

    /// The variable in which systemd names it.
    fileprivate var variable: String { self == .state ? "STATE_DIRECTORY" : "RUNTIME_DIRECTORY" }
}

extension ConfigurationPlace {
    /// A folder of the instance, as far as it can be told without the rest of its configuration, which may be unreadable
    /// for those who only ask the agent or read what it wrote.
    /// - Throws: a failure if the file that is named does not exist, or the directory is no path.
    package func folder(
        _ folder: InstanceFolder, environment: [String: String], account: Account,
        disk: @escaping (_ file: String) -> LoadedFile
    ) throws(ConfigurationFailure) -> String {
        let key = folder.key
        var given: (text: String, origin: ConfigurationOrigin)?
        if let file {
            guard disk(file) != .absent else {
                throw ConfigurationFailure([
                    ConfigurationError(.noInput, at: .standard, "the file \(printable(file)) does not exist")
                ])
            }
            let entries = IniReader.read(file, load: disk).entries(of: "pointsman")
            given = entries.last { $0.key == key.rawValue }.map { ($0.value, .file($0.origin)) }
        }
        if let text = environment[key.variable] { given = (text, .variable(key.variable)) }
        if given?.text.isEmpty != false, let text = environment[folder.variable] {
            given = (String(text.prefix { $0 != ":" }), .variable(folder.variable))
        }
        guard let given, !given.text.isEmpty else {
            let standard = StandardFolders(of: instance, environment: environment, account: account)
            return folder == .state ? standard.state : standard.runtime
        }
        do throws(Expectation) {
            return try ConfigurationBuilder.folder(given.text)
        } catch {
            throw ConfigurationFailure([ConfigurationError(at: given.origin, error.words)])
        }
    }
}
