package import PointsmanFormats

/// A sizing, with the origins of its numbers.
package struct SizeReport: Sendable {
    package let sizing: Sizing
    /// The origin of each number, as the end of a line.
    package let origins: Origins

    package struct Origins: Sendable {
        package var instances: String
        package var limits: String
        package var server: String

        package init(instances: String, limits: String, server: String) {
            self.instances = instances
            self.limits = limits
            self.server = server
        }
    }

    package init(_ sizing: Sizing, origins: Origins) {
        self.sizing = sizing
        self.origins = origins
    }

    package var text: String {
        let (limits, server) = (sizing.limits, sizing.server)
        var rows = [
            ("instances", "\(sizing.instances)  (\(origins.instances))"),
            ("one instance", "at most \(sizing.each): \(pools), and its probe  (\(origins.limits))"),
            ("all together", "\(sizing.needed)"),
            ("the primary has", "\(server.room)\(rest)  (\(origins.server))"),
            ("verdict", verdict),
            (
                "the guide",
                "\(sizing.instances) × \(limits.pool) + \(limits.reserve) = \(sizing.guideTotal), for one PgBouncer before the database; "
                    + "\(sizing.tier.rawValue), \(sizing.tier.instances) instances: default_pool_size "
                    + "\(sizing.tier.limits.pool), max_db_connections \(sizing.tier.limits.database). Beside each instance "
                    + "that would be \(sizing.instances) × \(sizing.tier.limits.database) = "
                    + "\(sizing.instances * sizing.tier.limits.database)"
            ),
        ]
        rows += advice.map { ("set", $0) }
        return rows.map { name, value in name + String(repeating: " ", count: 17 - name.count) + value + "\n" }.joined()
    }

    package var json: JSONValue {
        let server = sizing.server
        return [
            "fits": .bool(sizing.fits), "instances": .integer(sizing.instances),
            "each": .integer(sizing.each), "needed": .integer(sizing.needed), "room": .integer(server.room),
            "left": .integer(sizing.left), "max_connections": .integer(server.connections),
            "reserved": .integer(server.reserved), "limit": server.limit.map { .integer($0) } ?? .null,
            "others": .integer(server.others), "pools": Self.json(sizing.limits),
            "fitting": sizing.fitting.map(Self.json) ?? .null, "guide_total": .integer(sizing.guideTotal),
            "guide_tier": .string(sizing.tier.rawValue),
            "fleet_connections_percent": sizing.sharePercent.map { .integer($0) } ?? .null,
            "max_connections_needed": .integer(sizing.connectionsNeeded),
        ]
    }

    private static func json(_ limits: PoolLimits) -> JSONValue {
        [
            "default_pool_size": .integer(limits.pool), "reserve_pool_size": .integer(limits.reserve),
            "max_db_connections": .integer(limits.database), "max_user_connections": .integer(limits.user),
        ]
    }

    private var pools: String {
        let limits = sizing.limits
        let caps = [(limits.database, "database"), (limits.user, "user")].filter { $0.0 > 0 }
            .map { "\($0.0) a \($0.1)" }
        return "\(sizing.databases) × (\(limits.pool) + \(limits.reserve) in reserve)"
            + (caps.isEmpty ? "" : ", at most " + caps.joined(separator: " and "))
    }

    private var rest: String {
        let server = sizing.server
        let parts = [
            "\(server.connections) max_connections, \(server.reserved) reserved",
            server.limit.map { "a limit of \($0) for the role or the database" },
            "\(server.others) used by others",
        ]
        return " for it: " + parts.compactMap(\.self).joined(separator: ", ")
    }

    private var verdict: String {
        sizing.fits
            ? "fits, \(sizing.left) left" : "too much by \(-sizing.left): some instance will find the primary full"
    }

    private var advice: [String] {
        var advice: [String] = []
        if let fitting = sizing.fitting {
            if !sizing.fits {
                advice.append(
                    "in [pgbouncer]: " + fitting.keys.map { "\($0.key) = \($0.value)" }.joined(separator: ", "))
            }
        } else {
            advice.append("no size of the pools fits: fewer instances, or more max_connections")
        }
        if !sizing.fits {
            advice.append("or on the servers, standbys first: max_connections = \(sizing.connectionsNeeded)")
        }
        if let percent = sizing.sharePercent {
            advice.append("or let the agents share: in [pointsman]: fleet_connections = \(percent)%")
        }
        return advice
    }
}
