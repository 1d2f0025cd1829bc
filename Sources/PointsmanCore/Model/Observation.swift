/// The result of one probe.
package struct Observation: Codable, Equatable, Sendable {
    package enum Result: Codable, Equatable, Sendable {
        case report(ServerReport)
        case failure(ProbeFailure)
    }

    package var member: MemberID
    /// When the probe was sent: its report was true at some moment after this one.
    package var sent: Instant
    package var result: Result
    /// The time from sending to answer on an existing connection; nil if the probe had to dial, or the server delayed
    /// its answer on purpose.
    package var roundTrip: Duration?

    package init(member: MemberID, sent: Instant, result: Result, roundTrip: Duration? = nil) {
        self.member = member
        self.sent = sent
        self.result = result
        self.roundTrip = roundTrip
    }
}

/// The result of running the fence's statement at a server as the app's role. If a server refuses the statement the
/// fence still lets no client through, and PgBouncer can log in at no server.
package enum FenceTrial: Codable, Equatable, Sendable {
    /// The statement was not tried yet, or the trial said nothing about it.
    case unknown
    case works
    /// The server's error message.
    case refused(String)

    /// The most common remedy.
    package static let cure =
        "GRANT EXECUTE ON FUNCTION pg_is_in_recovery, pg_sleep, pg_control_system, pg_walfile_name and pg_current_wal_lsn "
        + "TO the role, as every role has it by default"
}

/// What a login of the app's role has shown besides the fence: whether a primary has room for one more connection, and
/// for a file of some hundred bytes.
package struct RoomTrial: Codable, Equatable, Sendable {
    package enum Room: Codable, Equatable, Sendable {
        /// It was not tried, or the trial ended for another reason.
        case unknown
        case present
        /// The server's error message.
        case exhausted(String)
    }

    package var disk: Room
    package var connections: Room

    package init(disk: Room = .unknown, connections: Room = .unknown) {
        self.disk = disk
        self.connections = connections
    }

    /// Whether the disk or the connections have run out.
    package var isExhausted: Bool {
        [disk, connections].contains { if case .exhausted = $0 { true } else { false } }
    }
}
