/// Why a cutover is refused before anything is held, by what both clusters say: ordered, and the first that matches wins.
package enum CutoverObstacle: String, CaseIterable, Sendable {
    case sameCluster = "same-cluster"
    case notPrimary = "not-primary"
    case older
    case otherDatabase = "other-database"
    case readOnly = "read-only"
    case noSubscriber = "no-subscriber"
    case severalSubscriptions = "several-subscriptions"
    case disabled
    case noSlot = "no-slot"
    case notStreaming = "not-streaming"
    case unsynced
    case missingTables = "missing-tables"
    case noKey = "no-key"
    case partialPublication = "partial-publication"
    case lagging
    case missingSequences = "missing-sequences"
    case lockedSequences = "locked-sequences"
    case missingRoles = "missing-roles"
    case preparedTransactions = "prepared-transactions"
    case noLock = "no-lock"

    /// The most bytes that the subscriber may be behind: what it replays within the hold, a fraction of a second.
    package static let mostLagBytes: UInt64 = 16 << 20

    package struct Refusal: Equatable, Sendable {
        package let obstacle: CutoverObstacle
        /// A sentence without a full stop.
        package let sentence: String
    }

    package static func first(in facts: CutoverFacts) -> Refusal? {
        allCases.firstMatch { obstacle in
            obstacle.sentence(facts).map { Refusal(obstacle: obstacle, sentence: $0) }
        }
    }

    private func sentence(_ facts: CutoverFacts) -> String? {
        let (old, new) = (facts.old, facts.new)
        switch self {
        case .sameCluster:
            guard old.identity.systemIdentifier == new.identity.systemIdentifier else { return nil }
            return
                "both URLs lead to cluster \(new.identity.systemIdentifier): a move within it is `pointsman switchover`"
        case .notPrimary:
            if old.isInRecovery { return "the old cluster's server is a standby: name its primary with --from" }
            return new.isInRecovery ? "the new cluster's server is a standby: name its primary with --to" : nil
        case .older:
            guard new.version / 10_000 < old.version / 10_000 else { return nil }
            return "the new cluster is PostgreSQL \(new.version / 10_000), and the old one \(old.version / 10_000)"
        case .otherDatabase:
            guard old.database != new.database else { return nil }
            return
                "--to leads to database \(new.database), and --from to \(old.database): PgBouncer asks for the same name"
        case .readOnly:
            if new.isReadOnly {
                return
                    "the new cluster refuses writes (default_transaction_read_only): ALTER SYSTEM RESET it, then pg_reload_conf()"
            }
            return old.isReadOnly
                ? "the old cluster refuses writes already (default_transaction_read_only): if an earlier cutover was broken off, "
                    + "say `pointsman cutover --unlock` first" : nil
        case .noSubscriber:
            let meant = facts.subscriptions.filter { facts.wanted == nil || $0.name == facts.wanted }
            guard meant.isEmpty else { return nil }
            return facts.wanted.map { "the new cluster's database has no subscription \($0)" }
                ?? "the new cluster's database subscribes to nothing: CREATE PUBLICATION … FOR ALL TABLES at the old one and CREATE SUBSCRIPTION at the new one first"
        case .severalSubscriptions:
            guard facts.subscription == nil else { return nil }
            return
                "the new cluster's database has \(facts.subscriptions.count) subscriptions: name one with --subscription"
        case .disabled: return facts.subscription?.isEnabled == false ? "the subscription is disabled" : nil
        case .noSlot:
            guard facts.slot == nil || facts.slot?.database != old.database else { return nil }
            return
                "the subscription's slot \(facts.subscription?.slot ?? "(none)") is not in the old cluster's database: "
                + "it subscribes to another server"
        case .notStreaming:
            guard let slot = facts.slot else { return nil }
            if !slot.isActive { return "nothing reads the subscription's slot: see the new cluster's log" }
            return slot.state.flatMap {
                $0 == "streaming" ? nil : "the subscription does not stream yet, its state is \($0)"
            }
        case .unsynced:
            return Self.named(facts.synced.filter { $0.state != "r" }.map(\.name)).map { "not copied yet: \($0)" }
        case .missingTables:
            let synced = facts.synced.map(\.name)
            let missing = facts.tables.filter { table in
                !table.isUnlogged && !synced.contains(table.name) && !(table.root.map(synced.contains) ?? false)
            }
            return Self.named(missing.map(\.name)).map {
                "the subscription lacks tables: \($0); add them to the publication and REFRESH the subscription"
            }
        case .noKey:
            return Self.named(facts.tables.filter { !$0.isKeyed && !$0.isUnlogged }.map(\.name)).map {
                "no primary key or replica identity: \($0)"
            }
        case .partialPublication:
            return Self.named(facts.partial).map { "publications leave out operations, columns or rows: \($0)" }
        case .lagging:
            guard let lag = facts.slot?.lagBytes, lag > Self.mostLagBytes else { return nil }
            return "the subscriber is \(lag) bytes behind, more than \(Self.mostLagBytes)"
        case .missingSequences:
            return Self.named(facts.sequences.filter { !facts.newSequences.contains($0) }).map {
                "the new cluster lacks sequences: \($0)"
            }
        case .lockedSequences:
            return Self.named(facts.lockedSequences.filter(facts.sequences.contains)).map {
                "the role of --to may not set sequences: \($0)"
            }
        case .missingRoles:
            return Self.named(facts.roles.filter { !facts.newRoles.contains($0) }).map {
                "the new cluster lacks roles: \($0)"
            }
        case .preparedTransactions:
            return facts.preparedTransactions == 0
                ? nil : "the old cluster has \(facts.preparedTransactions) prepared transactions: they would be lost"
        case .noLock:
            guard !old.mayLock else { return nil }
            return "the role of --from may not have the old cluster refuse writes: GRANT ALTER SYSTEM ON PARAMETER "
                + "default_transaction_read_only (PostgreSQL 15) and EXECUTE ON FUNCTION pg_reload_conf() to it, or use a superuser"
        }
    }

    /// The first few of `names`; nil for none.
    private static func named(_ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        return names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }
}

extension CutoverFacts {
    /// What logical replication leaves behind, and what is lost with it: one sentence each.
    package var warnings: [String] {
        var warnings: [String] = []
        if largeObjects > 0 { warnings.append("\(largeObjects) large objects are not replicated") }
        let unlogged = tables.filter(\.isUnlogged).map(\.name)
        if !unlogged.isEmpty {
            warnings.append("unlogged tables are not replicated: \(unlogged.joined(separator: ", "))")
        }
        if !materializedViews.isEmpty {
            warnings.append("refresh at the new cluster: \(materializedViews.joined(separator: ", "))")
        }
        if let blindness { warnings.append("there will be no way back: \(blindness)") }
        return warnings
    }
}
