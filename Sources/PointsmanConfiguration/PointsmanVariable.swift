/// An environment variable whose name begins with `POINTSMAN_`.
struct PointsmanVariable {
    enum Meaning: Equatable {
        case key(ConfigurationKey)
        /// A name that is no key of ours.
        case stranger(String)
        /// A variable of another program, by its form.
        case elsewhere
    }

    let name: String
    let value: String
    let meaning: Meaning

    private static let prefix = "POINTSMAN_"

    /// The variables of `environment`, in the order of their names.
    static func all(of environment: [String: String]) -> [PointsmanVariable] {
        environment.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.map { PointsmanVariable($0, $1) }
    }

    private init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
        let word = name.dropFirst(Self.prefix.count).lowercased()
        meaning =
            if name == "POINTSMAN_CONFIG" || Self.isServiceLink(name, value) {
                .elsewhere
            } else {
                ConfigurationKey(rawValue: word).map { .key($0) } ?? .stranger(word)
            }
    }

    /// Whether the kubelet or Docker has made it for a Service or link (`enableServiceLinks`): `X_SERVICE_HOST`,
    /// `X_SERVICE_PORT`, `X_SERVICE_PORT_NAME`, `X_PORT=tcp://…`, `X_PORT_80_TCP` and the names that extend it. A
    /// Service called pointsman-member would make `POINTSMAN_MEMBER_PORT`, which is a key of ours: the value tells them
    /// apart.
    private static func isServiceLink(_ name: String, _ value: String) -> Bool {
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        if name.hasSuffix("_PORT"), ["tcp://", "udp://", "sctp://"].contains(where: value.hasPrefix) { return true }
        if name.hasSuffix("_SERVICE_HOST") || name.hasSuffix("_SERVICE_PORT") { return true }
        let hasNamedPort = words.indices.dropLast(2).contains { words[$0...].starts(with: ["SERVICE", "PORT"]) }
        if hasNamedPort { return true }
        let protocols: [Substring] = ["TCP", "UDP", "SCTP"]
        return words.indices.dropLast(2).contains { index in
            words[index] == "PORT" && !words[index + 1].isEmpty
                && words[index + 1].utf8.allSatisfy { (48...57).contains($0) }
                && protocols.contains(words[index + 2])
        }
    }
}
