/// A way of clients to the primary that `pointsman-lab compare` measures.
package enum Contender: String, CaseIterable, Sendable, Encodable {
    /// PgBouncer led by the agent as it is deployed by default: no capability, a role without grants.
    case pointsman
    /// The same with root's capabilities and `pg_monitor`.
    case pointsmanGranted = "pointsman-granted"
    /// No pooler: the client's list of hosts with `target_session_attrs=read-write`.
    case hostList = "host-list"
    /// PgBouncer that follows a name in DNS, which leads to the new primary as soon as that takes writes.
    case pgBouncerName = "pgbouncer-name"
    /// PgBouncer whose file a script changes as soon as the new primary takes writes.
    case pgBouncerScript = "pgbouncer-script"
    /// PgBouncer behind an HAProxy that asks each server whether it is in recovery.
    case haproxy
}
