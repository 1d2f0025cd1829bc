/// The operator's choices that decisions depend on.
package struct Policy: Codable, Equatable, Sendable {
    /// The time from one probe of a member to the next while all is well.
    package var probeInterval: Duration = .seconds(1)
    /// The time limit for one probe, its dial included.
    package var probeTimeout: Duration = .milliseconds(500)
    /// The time from one probe to the next while the agent looks for a primary.
    package var burstInterval: Duration = .milliseconds(4)
    /// The silence after which a routed primary counts as down.
    package var suspectAfter: Duration = .seconds(2)
    /// How long open transactions may go on when the route moves away from a primary that lives.
    package var drainTimeout: Duration = .seconds(5)
    /// The time from one look at the pooler at rest to the next; zero means never.
    package var canaryInterval: Duration = .seconds(5)
    /// The time limit for one such look.
    package var canaryTimeout: Duration = .seconds(2)
    /// The longest time that clients are held: longer than an HA manager's promotion takes. With Patroni's defaults
    /// (`ttl` 30, `loop_wait` 10) it took 21 to 26 s after a crash, and may take 45 s (``ManagerTimes/longest``).
    package var holdTimeout: Duration = .seconds(60)
    /// How long a standby must have been fit before reads move to it from another fit standby.
    package var readDamping: Duration = .seconds(5)
    /// The most connections that all instances together may open on one server; nil leaves the pools' sizes alone.
    package var fleetConnections: ConnectionBudget?
    /// How long a larger share of that must have been right before the pools grow: longer than all instances take to
    /// hear of one that joins.
    package var shareDamping: Duration = .seconds(10)
    /// How far behind the primary a standby that takes reads may be.
    package var maxReplicaLag = ReplicaLag.bytes(16 << 20)
    /// What to do about a primary that its standbys have left.
    package var isolatedPrimary = IsolatedPrimary.warn
    /// The sources to ask about a member before writes move to it.
    package var secondOpinions: [OpinionSource] = []
    /// Whether readiness is about this instance or the database, if no member takes writes.
    package var readiness = ReadinessScope.instance
    /// Whether members are found by DNS; false if they are listed.
    package var asksDNS = true
    /// The sources to look for beside the members; those that are found are asked too.
    package var soughtOpinions: [OpinionSource] = []
    /// The only cluster to accept; nil pins the first one seen.
    package var systemIdentifier: SystemIdentifier?
    /// The lowest timeline to accept at a first start.
    package var minTimeline: Timeline?
    /// Members to exclude though discovery names them.
    package var exclusion = Exclusion([])
    /// The region of this instance; nil if it is not known.
    package var region: Region?
    /// A number that differs between instances: it spreads what they would otherwise do in step.
    package var seed: UInt64 = 0
    /// The name of this run among the agents of its fleet; nil if there is no secret to sign notices with.
    package var fleetSender: FleetSender?
    /// The most probes a second that all instances together may send to one member.
    package var fleetProbes = 500
    /// How many instances of a large fleet look for a primary in a burst.
    package var scouts = 50
    /// Whether this instance is one of them.
    package var isScout = true
    /// How long this instance waits before it dials a member that the whole fleet has lost at one moment.
    package var redialDelay: Duration = .zero
    /// Whether the fleet has a name that DNS tells its instances by.
    package var isFleetNamed = false

    package init() {}

    /// Whether sources other than the members are asked, or looked for.
    package var asksOthers: Bool { !secondOpinions.isEmpty || !soughtOpinions.isEmpty }

    /// How long a report counts: until the next probe must have brought a result.
    package var freshness: Duration { probeInterval + probeTimeout + probeTimeout }

    /// How long a refusal stands that its source neither repeats nor takes back.
    package var memoryOfRefusals: Duration { max(suspectAfter, freshness) }

    /// How long a member is still probed that discovery no longer names and that doesn't answer.
    package var patience: Duration { suspectAfter * 10 }
}

/// What to do about a routed primary that a majority of the members has left: it may be cut off from a successor that
/// this agent can't see.
package enum IsolatedPrimary: String, Codable, Sendable {
    /// Go on, and warn the operator.
    case warn
    /// Hold clients, and let them fail when the hold runs out.
    case hold
}

/// What readiness is about once a hold has run out and no member takes writes.
package enum ReadinessScope: String, Codable, CaseIterable, Sendable {
    /// This instance: it stays ready (degraded) as long as no other instance is known to do better.
    case instance
    /// The database: without a primary no instance is ready.
    case database
}

/// How far behind the primary a standby that takes reads may be.
package enum ReplicaLag: Codable, Equatable, Sendable {
    /// The most write-ahead log in bytes that it has not replayed.
    case bytes(UInt64)
    /// The longest time for which it may not have seen what the primary has written.
    case time(Duration)
}

/// How many server connections all instances together may open on one server (`fleet_connections`).
package enum ConnectionBudget: Codable, Equatable, Sendable {
    case connections(Int)
    /// A percentage of what the server has for ordinary roles.
    case percent(Int)

    /// - Parameter available: what the server has for ordinary roles; nil if it is not known.
    /// - Returns: the budget in connections; nil for a percentage of an unknown number.
    package func connections(of available: Int?) -> Int? {
        switch self {
        case .connections(let count): available.map { min(count, $0) } ?? count
        case .percent(let percent): available.map { $0 * percent / 100 }
        }
    }
}
