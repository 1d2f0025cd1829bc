package import PointsmanCore

/// The `connect_query` of the write route: PgBouncer runs it on each new server connection before a client gets it, so
/// a standby and a stale or foreign primary are refused with no agent alive.
///
/// It must fail closed, since PgBouncer hands the connection out when connect_query fails: whatever goes wrong ends the
/// server's own session. The session is read-only while it is checked, and the role's statement_timeout does not apply.
/// `reset all` goes back to what the session began with: nobody else has set anything in it yet.
/// A standby is waited for, a few seconds at most, for its promotion. A role without any grant may run it.
package enum FenceStatement {
    /// PgBouncer sends it from a buffer of 512 bytes, of which this many are left for the text; with one more every
    /// login fails.
    package static let mostBytes = 506

    /// The cluster and the lowest timeline that pass; nil where `text` is not ours.
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

    /// The statement for `route`; it passes a primary of the route's cluster at or above its timeline.
    package static func text(for route: WriteRoute) -> String {
        """
        set default_transaction_read_only=1;set statement_timeout=0;do $$declare i int=0;begin \
        while pg_is_in_recovery() and i<2000 loop perform pg_sleep(.001);i=i+1;end loop;\
        if pg_is_in_recovery() or (select system_identifier from pg_control_system())<>\(route.systemIdentifier) \
        or ('x'||left(pg_walfile_name(pg_current_wal_lsn()),8))::bit(32)::int8<\(route.timeline) then \
        perform 1/0;end if;exception when query_canceled or others then \
        perform pg_terminate_backend(pg_backend_pid());end$$;reset all
        """
    }
}
