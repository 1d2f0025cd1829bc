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
