/// The operator's choices that decisions depend on.
package struct Policy: Equatable, Sendable {
    /// From one probe of a member to the next while all is well.
    package var probeInterval: Duration = .seconds(1)
    /// What one probe, its dial included, may take.
    package var probeTimeout: Duration = .milliseconds(500)
    /// From one probe to the next while a primary is being looked for.
    package var burstInterval: Duration = .milliseconds(4)
    /// A routed primary that was silent for this long counts as down.
    package var suspectAfter: Duration = .seconds(2)
    /// How long open transactions may go on when the route moves away from a primary that lives.
    package var drainTimeout: Duration = .seconds(5)
    /// From one look at the pooler at rest to the next; zero for never.
    package var canaryInterval: Duration = .seconds(5)
    /// What one such look may take.
    package var canaryTimeout: Duration = .seconds(2)
    /// The longest that clients are held: longer than an HA manager takes. Patroni's defaults (`ttl` 30, `loop_wait` 10)
    /// promoted 21 to 26 s after a crash, and may take 45 (``ManagerTimes/longest``).
    package var holdTimeout: Duration = .seconds(60)
    /// How long a standby must have been fit before reads move to it from one that is fit too.
    package var readDamping: Duration = .seconds(5)
    /// What all instances together may open on one server; nil leaves the pools' sizes alone.
    package var fleetConnections: ConnectionBudget?
    /// How long a larger share of that must have been right before the pools grow: longer than it takes everybody to hear of
    /// an instance that joins.
    package var shareDamping: Duration = .seconds(10)
    /// How far behind the primary a standby may be that takes reads.
    package var maxReplicaLag = ReplicaLag.bytes(16 << 20)
    /// What to do about a primary that its standbys have left.
    package var isolatedPrimary = IsolatedPrimary.warn
    /// Who else is asked about a member before writes move to it.
    package var secondOpinions: [OpinionSource] = []
    /// Whom readiness speaks of where no member takes writes.
    package var readiness = ReadinessScope.instance
    /// Whether members are found by DNS; false where they are listed.
    package var asksDNS = true
    /// Who else is looked for beside the members, and asked too where it is found.
    package var soughtOpinions: [OpinionSource] = []
    /// The only cluster to accept; nil pins the first one seen.
    package var systemIdentifier: SystemIdentifier?
    /// The lowest timeline to accept at a first start.
    package var minTimeline: Timeline?
    /// Members to leave alone though discovery names them.
    package var exclusion = Exclusion([])
    /// Where this instance runs.
    package var region: Region?
    /// Another number in each instance: what many of them would else do in step is spread by it.
    package var seed: UInt64 = 0
    /// This run's name among the agents of its fleet; nil where it has no secret to sign notices with.
    package var fleetSender: FleetSender?

    package init() {}

    /// Whether others than the members are asked, or looked for.
    package var asksOthers: Bool { !secondOpinions.isEmpty || !soughtOpinions.isEmpty }

    /// For how long a report counts: until the next probe must have brought something.
    package var freshness: Duration { probeInterval + probeTimeout + probeTimeout }

    /// For how long a refusal stands that its source neither repeats nor takes back.
    package var memoryOfRefusals: Duration { max(suspectAfter, freshness) }

    /// For how long a member that discovery no longer names and that doesn't answer is still asked.
    package var patience: Duration { suspectAfter * 10 }
}

/// What to do about a routed primary that a majority of the members has left: it may be cut off from a successor that we
/// can't see.
package enum IsolatedPrimary: String, Sendable {
    /// Go on, and say so.
    case warn
    /// Hold clients, and let them fail when the hold runs out.
    case hold
}

/// Whom readiness speaks of once a hold has run out and no member takes writes.
package enum ReadinessScope: String, CaseIterable, Sendable {
    /// This instance: it stays ready, degraded, as long as no other instance is known to do better.
    case instance
    /// The database: without a primary no instance is ready.
    case database
}

/// How far behind the primary a standby may be that takes reads.
package enum ReplicaLag: Equatable, Sendable {
    /// So much write-ahead log that it has not replayed.
    case bytes(UInt64)
    /// For how long it may not have seen what the primary has.
    case time(Duration)
}

/// How many server connections all instances together may open on one server (`fleet_connections`).
package enum ConnectionBudget: Equatable, Sendable {
    case connections(Int)
    /// Of what the server has for ordinary roles.
    case percent(Int)

    /// - Parameter available: what the server has for ordinary roles; nil while that is not known.
    package func connections(of available: Int?) -> Int? {
        switch self {
        case .connections(let count): available.map { min(count, $0) } ?? count
        case .percent(let percent): available.map { $0 * percent / 100 }
        }
    }
}
