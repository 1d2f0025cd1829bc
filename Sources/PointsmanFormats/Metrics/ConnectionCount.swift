import PointsmanCore

/// The rows of SHOW CLIENTS and SHOW SERVERS, one a connection, counted by what tells them apart.
enum ConnectionCount {
    /// More sets of labels are not made: clients choose their application_name.
    static let mostGroups = 256
    /// The application_name of those that came after so many.
    static let others = "<others>"

    /// Nil where the console has not answered.
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
        // So that the same answer always makes the same text.
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

    /// As our own metrics name a member.
    private static func place(_ address: String?, _ port: String?) -> String {
        guard let address, let port else { return "" }
        guard let literal = IPAddress(address), let number = UInt16(port) else { return "\(address):\(port)" }
        return "\(MemberID(address: literal, port: number))"
    }
}
