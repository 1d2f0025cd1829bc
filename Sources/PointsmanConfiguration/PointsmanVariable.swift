/// A variable of the environment whose name begins like ours.
struct PointsmanVariable {
    enum Meaning: Equatable {
        case key(ConfigurationKey)
        /// No key of ours.
        case stranger(String)
        /// Another's by its form, or not a key's.
        case elsewhere
    }

    let name: String
    let value: String
    let meaning: Meaning

    private static let prefix = "POINTSMAN_"

    /// Those of `environment`, by their names.
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

    /// Whether it is of those that the kubelet and Docker make for each Service or link, whatever that is called
    /// (`enableServiceLinks`): `X_SERVICE_HOST`, `X_SERVICE_PORT`, `X_SERVICE_PORT_NAME`, `X_PORT=tcp://…`,
    /// `X_PORT_80_TCP` and those below it. A Service named pointsman-member would take `POINTSMAN_MEMBER_PORT`, our own key:
    /// its value tells.
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
