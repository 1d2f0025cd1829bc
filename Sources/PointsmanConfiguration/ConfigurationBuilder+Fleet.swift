import PointsmanCore
import PointsmanFormats

extension ConfigurationBuilder {
    /// The connections that the pools of all instances may open together; nil if they are not limited.
    mutating func fleetConnections() -> ConnectionBudget? {
        let budget = values.read(.fleetConnections) { (text) throws(Expectation) in
            if text.hasSuffix("%") {
                let number = try Self.number(
                    String(text.dropLast()), most: 100, "a percentage of the server's connections")
                return ConnectionBudget.percent(Int(number))
            }
            return .connections(Int(try Self.number(text, most: 262_143, "a number of connections, or a percentage")))
        }
        guard let budget else { return nil }
        mustKnowTheFleet(.fleetConnections, "fleet_connections")
        if let entry = poolerKeys.last(where: {
            ["default_pool_size", "min_pool_size", "reserve_pool_size"].contains($0.key)
        }) {
            values.complain(
                at: entry.origin,
                "\(entry.key) has no say beside fleet_connections, which sizes the pools: leave one of them out")
        }
        return budget
    }

    /// The least length of a secret: a shorter one could be guessed.
    private static let leastSecretBytes = 16

    /// The first line of `fleet_secret_file`; nil if it is no secret, which is an error.
    mutating func fleetSecret(_ file: String) -> Secret? {
        guard let bytes = secretFile(file, about: .fleetSecretFile) else { return nil }
        guard let text = SecretText(bytes), text.password.reveal().utf8.count >= Self.leastSecretBytes else {
            values.complain(
                about: .fleetSecretFile, code: .dataError,
                "the first line of \(printable(file)) is no secret: at least \(Self.leastSecretBytes) bytes of text are "
                    + "expected, such as `openssl rand -hex 32` makes")
            return nil
        }
        return text.password
    }

    /// Whether the name under which DNS knows this app's instances is given.
    var isFleetNamed: Bool { values.isGiven(.fleetName) || environment["FLY_APP_NAME"] != nil }

    /// Adds an error if the fleet's name is missing: features that look at other instances need it.
    mutating func mustKnowTheFleet(_ key: ConfigurationKey, _ who: String) {
        guard !isFleetNamed else { return }
        values.complain(
            about: key, "\(who) needs the name under which DNS knows this app's instances: set fleet_name")
    }
}
