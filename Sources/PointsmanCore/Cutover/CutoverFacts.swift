/// What both clusters say of themselves before a cutover: a move of all writes to another cluster that subscribes to the old one
/// (logical replication). Names are qualified and quoted as SQL has them, and sorted.
package struct CutoverFacts: Equatable, Sendable {
    /// One of the two clusters.
    package struct Side: Equatable, Sendable {
        package var identity: ServerIdentity
        package var isInRecovery: Bool
        /// `default_transaction_read_only`, as a new session has it.
        package var isReadOnly: Bool
        /// `server_version_num`.
        package var version: UInt32
        package var database: String
        /// Whether the operator's role may set `default_transaction_read_only` by ALTER SYSTEM and have the server read it.
        package var mayLock: Bool

        package init(
            identity: ServerIdentity, isInRecovery: Bool, isReadOnly: Bool, version: UInt32, database: String,
            mayLock: Bool
        ) {
            self.identity = identity
            self.isInRecovery = isInRecovery
            self.isReadOnly = isReadOnly
            self.version = version
            self.database = database
            self.mayLock = mayLock
        }
    }

    /// A subscription in the new cluster's database.
    package struct Subscription: Equatable, Sendable {
        package var name: String
        package var isEnabled: Bool
        /// Its replication slot at the publisher; nil for none.
        package var slot: String?

        package init(name: String, isEnabled: Bool, slot: String?) {
            self.name = name
            self.isEnabled = isEnabled
            self.slot = slot
        }
    }

    /// The subscription's slot at the old cluster.
    package struct Slot: Equatable, Sendable {
        package var isActive: Bool
        package var database: String
        /// The state of its sender; nil if the role doesn't see it.
        package var state: String?
        package var lagBytes: UInt64

        package init(isActive: Bool, database: String, state: String?, lagBytes: UInt64) {
            self.isActive = isActive
            self.database = database
            self.state = state
            self.lagBytes = lagBytes
        }
    }

    /// A table of the old cluster's database.
    package struct Table: Equatable, Sendable {
        package var name: String
        /// The partitioned table at its top; nil if it is no partition.
        package var root: String?
        /// Whether rows that change can be found by a key: a primary key, or another replica identity.
        package var isKeyed: Bool
        package var isUnlogged: Bool

        package init(name: String, root: String? = nil, isKeyed: Bool = true, isUnlogged: Bool = false) {
            self.name = name
            self.root = root
            self.isKeyed = isKeyed
            self.isUnlogged = isUnlogged
        }
    }

    /// A relation of the subscription, and the state of its copy (`pg_subscription_rel.srsubstate`).
    package struct Synced: Equatable, Sendable {
        package var name: String
        package var state: String

        package init(name: String, state: String) {
            self.name = name
            self.state = state
        }
    }

    package var old: Side
    package var new: Side
    /// The subscription that was asked for; nil for the only one.
    package var wanted: String?
    package var subscriptions: [Subscription] = []
    package var slot: Slot?
    package var tables: [Table] = []
    package var synced: [Synced] = []
    /// The subscription's publications that leave out some operations, columns or rows.
    package var partial: [String] = []
    package var sequences: [String] = []
    package var newSequences: [String] = []
    /// The new cluster's sequences whose values the operator's role may not set.
    package var lockedSequences: [String] = []
    /// The roles that use the old database, and those that the new cluster has.
    package var roles: [String] = []
    package var newRoles: [String] = []
    package var preparedTransactions = 0
    package var largeObjects = 0
    package var materializedViews: [String] = []
    /// Why the new cluster can't tell later whether it was written to; nil if it can.
    package var blindness: String?

    package init(old: Side, new: Side, wanted: String? = nil) {
        self.old = old
        self.new = new
        self.wanted = wanted
    }

    /// The subscription that is meant; nil if there is none, or more than one could be.
    package var subscription: Subscription? {
        let meant = subscriptions.filter { wanted == nil || $0.name == wanted }
        return meant.count == 1 ? meant[0] : nil
    }
}
