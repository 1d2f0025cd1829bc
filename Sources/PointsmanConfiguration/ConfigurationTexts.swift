package import PointsmanFormats

/// The texts of a configuration: each key that was given, its file, and the platform's variables. They are not part of the
/// configuration's meaning, so any two are equal.
package struct ConfigurationTexts: Equatable, Sendable {
    /// The keys that were given, in the order of the table.
    package private(set) var keys: [(key: ConfigurationKey, text: Secret)] = []
    /// The platform's variables that were set.
    package private(set) var variables: [String: String] = [:]

    /// The file that was read; nil for none.
    package private(set) var file: String?

    /// The variables that the agent reads besides its own keys.
    private static let names = [
        "FLY_APP_NAME", "FLY_NAMESERVER", "FLY_PRIVATE_IP", "FLY_REGION", "PRIMARY_REGION",
    ]

    init() {}

    init(_ builder: ConfigurationBuilder, environment: [String: String]) {
        keys = ConfigurationKey.allCases.compactMap { key in
            let whole = key == .databaseURL ? builder.wholeURL : nil
            return (whole ?? builder.values.text(of: key).map { Secret($0) }).map { (key, $0) }
        }
        file = builder.place.file
        variables = environment.filter { Self.names.contains($0.key) }
    }

    /// The text of `key`; nil if it was not given.
    package subscript(key: ConfigurationKey) -> String? { keys.first { $0.key == key }?.text.reveal() }

    package static func == (left: ConfigurationTexts, right: ConfigurationTexts) -> Bool { true }
}
