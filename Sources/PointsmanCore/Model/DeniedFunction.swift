/// A function of PostgreSQL that the probe or the fence calls and that the role may not execute. Every role may by default;
/// hardened servers revoke it from PUBLIC.
package enum DeniedFunction: String, CaseIterable, Sendable {
    case controlSystem = "pg_control_system"
    case controlCheckpoint = "pg_control_checkpoint"
    case isInRecovery = "pg_is_in_recovery"
    case walFileName = "pg_walfile_name"
    case currentLSN = "pg_current_wal_lsn"
    case currentFlushLSN = "pg_current_wal_flush_lsn"
    case lastReceivedLSN = "pg_last_wal_receive_lsn"
    case lastReplayedLSN = "pg_last_wal_replay_lsn"
    case lastReplayedCommit = "pg_last_xact_replay_timestamp"
    case startTime = "pg_postmaster_start_time"
    case sleep = "pg_sleep"
    case activity = "pg_stat_get_activity"
    case receiver = "pg_stat_get_wal_receiver"
    case senders = "pg_stat_get_wal_senders"

    /// The function that a server's message of SQLSTATE 42501 names; nil if it names none of these. A message in another
    /// language than English names none.
    package init?(message: String) {
        guard let end = message.firstRange(of: "permission denied for function ")?.upperBound else { return nil }
        self.init(rawValue: String(message[end...].prefix { $0 == "_" || $0.isLetter }))
    }

    init?(_ state: SQLState) {
        guard let found = Self.allCases.first(where: { $0.state == state }) else { return nil }
        self = found
    }

    /// A code of our own in place of 42501.
    package var state: SQLState { SQLState("42F\(Self.allCases.firstIndex(of: self)!)") }

    /// The statement that gives the right back.
    /// - Parameter role: the role's name, or words for it.
    package func grant(to role: String) -> String { "GRANT EXECUTE ON FUNCTION \(rawValue) TO \(role)" }
}
