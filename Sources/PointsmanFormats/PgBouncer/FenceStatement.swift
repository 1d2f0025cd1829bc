package import PointsmanCore

/// The `connect_query` of the write route. PgBouncer runs it on each new server connection before a client gets it, so
/// that a standby and a stale or foreign primary are refused without any agent.
///
/// It must fail closed, since PgBouncer hands out the connection even if connect_query fails. `exit_on_error`, which
/// every role may set, makes any later error end the session: the check's own refusal, a cancel, a missing right, a
/// lack of memory, a snapshot that a standby refuses. So it comes first, and the check needs no exception handler, and
/// no language but SQL. The role's statement_timeout is switched off, and so is its search_path, which may put other
/// functions and operators of the same names before PostgreSQL's. `reset all` restores the state at the session's
/// begin: no other statement has run in it yet. A standby is waited for, a few seconds at most, for its promotion. A
/// role without any grant may run it.
package enum FenceStatement {
    /// The most bytes of the text: PgBouncer sends it from a buffer of 512 bytes, of which this many are left; with one
    /// more every login fails.
    package static let mostBytes = 506

    /// The cluster and the lowest timeline that pass; nil if `text` is not ours.
    static func passing(_ text: String) -> (systemIdentifier: SystemIdentifier, timeline: Timeline)? {
        guard let cluster: UInt64 = number(in: text, after: "pg_control_system())<>"),
            let timeline: UInt32 = number(in: text, after: "::int8<")
        else { return nil }
        return (SystemIdentifier(cluster), Timeline(timeline))
    }

    private static func number<Number: FixedWidthInteger>(in text: String, after marker: String) -> Number? {
        guard let place = text.firstRange(of: marker) else { return nil }
        return Number(text[place.upperBound...].prefix { $0.isNumber })
    }

    /// The number of times that a standby is asked, a millisecond apart.
    private static let turns = 2000

    /// The statement for `route`: a primary of the route's cluster at or above its timeline passes.
    package static func text(for route: WriteRoute) -> String { text(route, turns: turns) }

    /// The same for any timeline of `cluster`, but it refuses a standby at once: a trial whether a server runs the
    /// fence for a role. A server that refuses one of them refuses the other as well, since only numbers differ.
    package static func trial(of cluster: SystemIdentifier) -> String {
        text(
            WriteRoute(
                member: MemberID(address: .v4(0), port: 0), systemIdentifier: cluster, timeline: Timeline(0)),
            turns: 0)
    }

    /// The text of the fence's refusal, which fails to become a number (22P02).
    package static let refusal = "Pointsman fence: not the primary to write to"

    private static func text(_ route: WriteRoute, turns: Int) -> String {
        """
        set exit_on_error=1;set statement_timeout=0;set search_path=pg_catalog;\
        with recursive w(i) as(select 1 union all select i+1 from w where \
        i<\(turns) and pg_is_in_recovery() and pg_sleep(.001)is not null)select case \
        pg_is_in_recovery() or (select system_identifier from pg_control_system())<>\(route.systemIdentifier) \
        or ('x'||left(pg_walfile_name(pg_current_wal_lsn()),8))::bit(32)::int8<\(route.timeline) \
        when false then 0 else('\(refusal), '||max(i))::int end from w;reset all
        """
    }
}
