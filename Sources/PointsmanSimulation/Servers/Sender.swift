import PointsmanCore

/// A WAL sender that serves no standby of the cluster.
enum Sender: CaseIterable {
    /// `pg_receivewal`, which never reports how far it has replayed.
    case archiver
    /// An archiver that reports each position as replayed, like a standby.
    case eagerArchiver
    /// Such an archiver on the machine of a member. If the member lives, its own report, or its standby connection,
    /// tells more; the archiver matters while the member is down.
    case memberArchiver
    case baseBackup
    /// A subscriber that is connected to a database, which any role sees.
    case logicalSubscriber

    /// Whether a role without rights can't tell it from a standby.
    var isPhysical: Bool { self != .logicalSubscriber }
    /// Whether it looks like a standby even to a role with rights.
    var looksLikeStandby: Bool { self == .eagerArchiver || self == .memberArchiver }
}
