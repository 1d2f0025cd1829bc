import PointsmanFormats

extension ConfigurationBuilder {
    /// Takes the instance's folders: from the keys, from systemd, or the standard ones.
    mutating func takeFolders(into configuration: inout Configuration) {
        let standard = StandardFolders(of: place.instance, environment: environment, account: account)
        configuration.instance = place.instance
        configuration.stateDirectory =
            values.read(.stateDirectory, Self.folder) ?? folder(in: "STATE_DIRECTORY") ?? standard.state
        configuration.runtimeDirectory =
            values.read(.runtimeDirectory, Self.folder) ?? folder(in: "RUNTIME_DIRECTORY") ?? standard.runtime
    }

    /// The path of a Unix socket may have 107 bytes; 17 of them are its name.
    mutating func checkSocketPath(_ configuration: Configuration) {
        guard configuration.runtimeDirectory.utf8.count > 90 else { return }
        let sentence = "the path is too long for PgBouncer's socket: at most 90 bytes"
        if values.isGiven(.runtimeDirectory) || environment["RUNTIME_DIRECTORY"]?.isEmpty != false {
            values.complain(
                about: .runtimeDirectory, "runtime_directory = \(configuration.runtimeDirectory): \(sentence)")
        } else {
            values.complain(at: .variable("RUNTIME_DIRECTORY"), sentence)
        }
    }

    /// The folder in a variable of systemd's; nil if it is not set.
    private mutating func folder(in variable: String) -> String? {
        guard let text = environment[variable], !text.isEmpty else { return nil }
        do throws(Expectation) {
            // systemd separates several folders by colons; the first one is ours.
            return try Self.folder(String(text.prefix { $0 != ":" }))
        } catch {
            values.complain(at: .variable(variable), error.words)
            return nil
        }
    }

    /// The path of a folder, without slashes at its end.
    static func folder(_ text: String) throws(Expectation) -> String {
        var path = text[...]
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        guard path.hasPrefix("/"), !path.utf8.contains(where: { $0 <= 32 || $0 == 127 }), path.utf8.count < 4096 else {
            throw Expectation("an absolute path without white space is expected, such as /var/lib/pointsman")
        }
        return String(path)
    }
}
