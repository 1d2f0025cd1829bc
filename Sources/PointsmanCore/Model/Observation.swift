/// The result of one probe.
package struct Observation: Equatable, Sendable {
    package enum Result: Equatable, Sendable {
        case report(ServerReport)
        case failure(ProbeFailure)
    }

    package var member: MemberID
    /// When the probe was sent: what it says was true at some moment after this one.
    package var sent: Instant
    package var result: Result
    /// From sending to answer on a connection that stood already; nil where the probe had to dial, or
    /// waited on purpose.
    package var roundTrip: Duration?

    package init(member: MemberID, sent: Instant, result: Result, roundTrip: Duration? = nil) {
        self.member = member
        self.sent = sent
        self.result = result
        self.roundTrip = roundTrip
    }
}

/// Whether a server runs the fence's statement for the app's role, as far as that was tried there. Where it doesn't, the fence
/// still lets nobody through, and PgBouncer can log in nowhere.
package enum FenceTrial: Equatable, Sendable {
    /// It was not tried yet, or the trial brought no word of the statement itself.
    case unknown
    case works
    /// In the server's words.
    case refused(String)

    /// What mends it most often.
    package static let cure =
        "GRANT EXECUTE ON FUNCTION pg_is_in_recovery, pg_sleep, pg_control_system, pg_walfile_name and pg_current_wal_lsn "
        + "TO the role, as every role has it by default"
}

/// What a login of the app's role has shown besides the fence: whether a primary has room for one more connection, and for a
/// file of some hundred bytes.
package struct RoomTrial: Equatable, Sendable {
    package enum Room: Equatable, Sendable {
        /// It was not tried, or the trial ended for another reason.
        case unknown
        case present
        /// In the server's words.
        case exhausted(String)
    }

    package var disk: Room
    package var connections: Room

    package init(disk: Room = .unknown, connections: Room = .unknown) {
        self.disk = disk
        self.connections = connections
    }

    /// Whether something has run out.
    package var isExhausted: Bool {
        [disk, connections].contains { if case .exhausted = $0 { true } else { false } }
    }
}
