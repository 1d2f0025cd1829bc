package import PointsmanCore

extension ServerReport {
    /// Parses the row of ``ProbeStatement``. `value` gives a column's text, nil for NULL.
    /// - Parameter isReadOnly: whether the app's sessions at that run are read-only by a default that neither a role nor the
    ///   database has stored; nil if the session that asks shows it.
    /// - Returns: nil if the row lacks a column that every PostgreSQL from 10 on gives to every role, or its
    ///   `recovering` is no boolean.
    package init?(row value: (String) -> String?, isReadOnly: ((ServerIdentity) -> Bool)? = nil) {
        guard let recovering = value("recovering"), ["t", "f"].contains(recovering),
            let identifier = value("system_identifier").flatMap(UInt64.init),
            let started = value("started").flatMap(Int64.init)
        else { return nil }
        let identity = ServerIdentity(systemIdentifier: SystemIdentifier(identifier), startedMicroseconds: started)
        let isOn = value("read_only_next").map(Self.isOn) ?? isReadOnly?(identity) ?? Self.isOn(value("read_only"))
        self.init(
            identity: identity, isInRecovery: recovering == "t", isReadOnly: recovering != "t" && isOn,
            timeline: value("timeline").flatMap(UInt32.init).map(Timeline.init),
            lsn: value("lsn").flatMap { LSN($0) }, upstream: Self.upstream(value), followers: Self.followers(value),
            staleness: value("staleness").flatMap(Int64.init).map { .microseconds(max(0, $0)) },
            endpoint: Self.place("endpoint", value), connections: value("connections").flatMap(Int.init),
            version: value("version").flatMap(UInt32.init))
    }

    /// Whether a boolean setting is on, in any spelling that an operator may use (PostgreSQL manual, 20.1.1).
    private static func isOn(_ setting: String?) -> Bool {
        switch setting?.lowercased() {
        case "on", "true", "yes", "1", "t", "tr", "tru", "y", "ye": true
        default: false
        }
    }

    /// The upstream. If a WAL receiver runs but doesn't show its sender as an address and a port, nothing is known of
    /// it.
    private static func upstream(_ value: (String) -> String?) -> Upstream {
        if value("receiving") == "f" { return .none }
        return place("sender", value).map { .member($0) } ?? .unknown
    }

    /// The standbys by their addresses, separated by commas, an empty one for a Unix socket; NULL if our rights don't
    /// show the senders.
    private static func followers(_ value: (String) -> String?) -> Followers {
        guard let text = value("followers") else { return .unknown }
        guard text != "none" else { return .standbys([]) }
        return .standbys(text.split(separator: ",", omittingEmptySubsequences: false).map { IPAddress(String($0)) })
    }

    private static func place(_ name: String, _ value: (String) -> String?) -> MemberID? {
        guard let address = value("\(name)_host").flatMap({ IPAddress($0) }),
            let port = value("\(name)_port").flatMap(UInt16.init)
        else { return nil }
        return MemberID(address: address, port: port)
    }
}
