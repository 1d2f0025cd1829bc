import PointsmanCore

/// A WAL sender that serves no standby of the cluster.
enum Sender: CaseIterable {
    /// `pg_receivewal`: never says how far it has replayed.
    case archiver
    /// An archiver that says of each position that it was replayed, as a standby does.
    case eagerArchiver
    /// Such an archiver on the machine of a member. A live member's own word, or its standby's connection beside, tells
    /// more than it: it matters while that member is down.
    case memberArchiver
    case baseBackup
    /// Connected to a database, which any role sees.
    case logicalSubscriber

    /// Whether a role without rights can't tell it from a standby's.
    var isPhysical: Bool { self != .logicalSubscriber }
    /// Whether it passes for a standby's where rights show all of it.
    var looksLikeStandby: Bool { self == .eagerArchiver || self == .memberArchiver }
}
