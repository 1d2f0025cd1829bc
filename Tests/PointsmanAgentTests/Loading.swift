import PointsmanAgent
import PointsmanConfiguration
import PointsmanFormats

extension ConfigurationLoaderTests {
    static let url = "[pointsman]\ndatabase_url = postgres://app:pw@h/app\n"
}

/// Loads `text` as the file "main", beside the files of `disk`, all of mode 0600.
func load(
    _ text: String? = nil, environment: [String: String] = [:], flags: [(key: ConfigurationKey, value: String)] = [],
    disk: [String: String] = [:]
) throws(ConfigurationFailure) -> Configuration {
    var files = disk
    files["main"] = text
    return try ConfigurationLoader.load(file: text.map { _ in "main" }, environment: environment, flags: flags) {
        [files] name in
        files[name].map { .bytes(Array($0.utf8), mode: 0o600) } ?? .absent
    }
}

/// What is told of `text`; empty where nothing is wrong.
func failure(_ text: String, environment: [String: String] = [:], disk: [String: String] = [:]) -> String {
    do throws(ConfigurationFailure) {
        _ = try load(text, environment: environment, disk: disk)
        return ""
    } catch {
        return error.description
    }
}
