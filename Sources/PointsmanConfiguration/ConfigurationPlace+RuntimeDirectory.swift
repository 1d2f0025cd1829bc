package import PointsmanFormats

extension ConfigurationPlace {
    /// The runtime directory of the instance, as far as it can be told without the rest of its configuration, which may be
    /// unreadable for those who only ask the agent.
    /// - Throws: a failure if the file that is named does not exist, or the directory is no path.
    package func runtimeDirectory(
        environment: [String: String], account: Account, disk: @escaping (_ file: String) -> LoadedFile
    ) throws(ConfigurationFailure) -> String {
        let key = ConfigurationKey.runtimeDirectory
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
        if given?.text.isEmpty != false, let text = environment["RUNTIME_DIRECTORY"] {
            given = (String(text.prefix { $0 != ":" }), .variable("RUNTIME_DIRECTORY"))
        }
        guard let given, !given.text.isEmpty else {
            return StandardFolders(of: instance, environment: environment, account: account).runtime
        }
        do throws(Expectation) {
            return try ConfigurationBuilder.folder(given.text)
        } catch {
            throw ConfigurationFailure([ConfigurationError(at: given.origin, error.words)])
        }
    }
}
