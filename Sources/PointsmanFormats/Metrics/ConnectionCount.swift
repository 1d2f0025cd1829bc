import PointsmanCore

/// The rows of SHOW CLIENTS and SHOW SERVERS, one for each connection, counted by their labels.
enum ConnectionCount {
    /// The most sets of labels, since clients choose their application_name.
    static let mostGroups = 256
    /// The application_name of the connections beyond that limit.
    static let others = "<others>"

    /// Nil if the console has not answered.
    static func clients(_ answers: PoolerAnswers) -> MetricFamily? {
        answers[.clients].map { shown in
            family(
                .init("pgbouncer_client_connections", .gauge, "Clients by application and state."),
                ["database", "user", "application_name", "state"],
                shown.readers.map { row in [row("database"), row("user"), row("application_name"), row("state")] })
        }
    }

    static func servers(_ answers: PoolerAnswers) -> MetricFamily? {
        answers[.servers].map { shown in
            family(
                .init("pgbouncer_server_connections", .gauge, "Server connections by member and state."),
                ["database", "user", "member", "state"],
                shown.readers.map { row in
                    [row("database"), row("user"), place(row("addr"), row("port")), row("state")]
                })
        }
    }

    private static func family(_ empty: MetricFamily, _ names: [String], _ rows: [[String?]]) -> MetricFamily {
        var counts: [[String]: Int] = [:]
        // The order of first appearance, so that the same answer always makes the same text.
        var order: [[String]] = []
        for row in rows {
            var key = row.map { $0 ?? "" }
            if counts[key] == nil, order.count >= mostGroups { key[2] = others }
            if counts[key] == nil { order.append(key) }
            counts[key, default: 0] += 1
        }
        return order.reduce(into: empty) { family, key in
            family.add(Double(counts[key] ?? 0), zip(names, key).map { .init($0, $1) })
        }
    }

    /// The member's name as in our own metrics.
    private static func place(_ address: String?, _ port: String?) -> String {
        guard let address, let port else { return "" }
        guard let literal = IPAddress(address), let number = UInt16(port) else { return "\(address):\(port)" }
        return "\(MemberID(address: literal, port: number))"
    }
}
