package import PointsmanFormats

/// How a configuration was written: the text of each key that was given, and of what the platform's variables said. It is no
/// part of what the configuration says, so two are always equal.
package struct ConfigurationTexts: Equatable, Sendable {
    /// The keys that were given, in the order of the table.
    package private(set) var keys: [(key: ConfigurationKey, text: Secret)] = []
    /// The platform's variables that say something of it.
    package private(set) var variables: [String: String] = [:]

    /// What the agent looks at besides its own keys.
    private static let names = [
        "FLY_APP_NAME", "FLY_NAMESERVER", "FLY_PRIVATE_IP", "FLY_REGION", "PRIMARY_REGION",
    ]

    init() {}

    init(_ builder: ConfigurationBuilder, environment: [String: String]) {
        keys = ConfigurationKey.allCases.compactMap { key in
            let whole = key == .databaseURL ? builder.wholeURL : nil
            return (whole ?? builder.values.text(of: key).map { Secret($0) }).map { (key, $0) }
        }
        variables = environment.filter { Self.names.contains($0.key) }
    }

    /// The text of `key`; nil where it was not given.
    package subscript(key: ConfigurationKey) -> String? { keys.first { $0.key == key }?.text.reveal() }

    package static func == (left: ConfigurationTexts, right: ConfigurationTexts) -> Bool { true }
}
