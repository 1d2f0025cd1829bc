/// The kinds of faults.
package enum FaultKind: String, CaseIterable, Sendable {
    /// kill -9 of the primary's processes; it is started again in place.
    case crashPrimary = "crash of the primary"
    case crashStandby = "crash of a standby"
    case hangPrimary = "hang of the primary"
    case hangStandby = "hang of a standby"
    /// The primary's machine is gone: connections are neither refused nor ended.
    case powerOffPrimary = "primary without power"
    /// An orderly stop of the primary and the promotion of another server.
    case switchover
    /// An agent and the primary lose each other's packets, in one direction or both.
    case partitionAgent = "partition of an agent and the primary"
    /// An agent's own network is gone: it reaches no member, no DNS and no other agent.
    case isolateAgent = "partition of an agent from everything"
    case partitionAgentFromStandby = "partition of an agent and a standby"
    /// The standbys and the HA manager lose the primary, and the agents don't.
    case partitionMembers = "partition of the primary from its standbys"
    case isolatePrimary = "partition of the primary from everybody but one agent"
    /// Two standbys are promoted at once, to one timeline.
    case splitBrain = "two promotions at once"
    /// A standby is promoted while the primary lives.
    case promoteBeside = "promotion beside a living primary"
    /// The same cluster is restored elsewhere, promoted and named by DNS.
    case clone = "clone in DNS"
    case foreign = "stranger in DNS"
    /// A server of another cluster gets the address of a member.
    case reusedAddress = "address given to a stranger"
    case alias = "second address of a member"
    case namesFail = "DNS fails"
    case namesStale = "stale DNS"
    case namesForget = "DNS leaves the primary out"
    case namesPartial = "DNS answers in part"
    case namesUntold = "DNS tells no names"
    /// An archiver, a base backup or a subscriber streams from the primary, and stays with that server whatever its
    /// role becomes.
    case sender = "WAL sender that serves no standby"
    case rights = "rights that come and go"
    case readOnly = "primary read-only"
    case fullDisk = "primary's disk full"
    case blind = "primary turns monitoring away"
    /// A member answers probes with messages that no PostgreSQL sends.
    case misbehave = "member misbehaves"
    /// The primary's files are put back to an earlier moment, on the same timeline.
    case rollBack = "primary from a snapshot"
    case poolerCrash = "crash of a pooler"
    case agentCrash = "crash of an agent"
    case agentLosesFence = "agent loses its fence"
    case agentCopiesFence = "agent with another's fence"
    /// An operator pauses an agent's pooler while the agent is away, and leaves it paused.
    case pausedByHand = "pooler paused by hand while its agent is away"
    /// An operator pauses an agent's pooler while the agent works, and resumes it at the end.
    case pausedBeside = "pooler paused by hand beside its agent"
    case disabledBeside = "pooler disabled by hand beside its agent"
    /// `max_client_conn` is used up: connected clients go on, and no other client gets in.
    case crowd = "pooler full of clients"
    /// SIGSTOP to the pooler.
    case poolerFrozen = "pooler stands still"
    /// The pooler's file is replaced by one that leads nowhere, which PgBouncer has read.
    case fileReplaced = "pooler's file replaced by hand"
    case handOver = "hand-over of an agent"
    case operatorHold = "operator's hold"
    case agentDiskFull = "agent's disk full"
    case slowConsole = "slow console"
    case reloadIgnored = "RELOAD without effect"
    /// SIGSTOP to the agent, or another reason for which its process does not run, and SIGCONT later; its guard goes
    /// on.
    case agentStopped = "agent stopped for a while"
    case loss = "lossy network"
    /// A standby goes on receiving and replays nothing.
    case stallStandby = "standby falls behind"
    /// All servers are replaced by those of a new cluster, at the same addresses.
    case upgrade = "major upgrade"
    /// All servers are replaced by a restored backup, on a lower timeline.
    case restore = "restored backup"
    /// The primary comes back on the same timeline at a new address.
    case newAddress = "primary at a new address"

    /// Whether an operator's command is needed afterwards before writes have a primary.
    package var needsWord: Bool { [.upgrade, .restore, .newAddress].contains(self) }

    /// Kinds that are worst in combination.
    package static let themes: [[FaultKind]] = [
        [.foreign, .agentLosesFence, .reusedAddress],
        [.clone, .crashPrimary, .agentCrash],
        [.clone, .readOnly],
        [.clone, .namesUntold],
        [.clone, .namesUntold, .agentCrash],
        [.namesPartial, .switchover],
        [.sender, .promoteBeside],
        [.sender, .partitionMembers],
        [.rights, .promoteBeside, .partitionMembers],
        [.agentCrash, .partitionMembers, .promoteBeside],
        [.agentCrash, .agentDiskFull, .switchover],
        [.splitBrain, .reloadIgnored, .blind],
        [.partitionAgentFromStandby, .partitionAgent, .splitBrain],
        [.operatorHold, .crashPrimary, .switchover],
        [.agentStopped, .operatorHold, .crashPrimary],
        [.agentStopped, .partitionMembers, .promoteBeside],
        [.agentStopped, .switchover, .agentDiskFull],
        [.partitionAgent, .isolateAgent, .crashPrimary],
        [.partitionAgent, .partitionMembers, .hangPrimary],
        [.pausedByHand, .partitionAgent],
        [.poolerFrozen],
        [.crowd, .crashPrimary],
        [.crowd, .switchover, .agentCrash],
        [.poolerFrozen, .switchover, .agentCrash],
        [.pausedBeside, .disabledBeside],
        [.pausedBeside, .crashPrimary],
        [.fileReplaced],
        [.fileReplaced, .switchover, .poolerCrash],
        [.readOnly, .hangPrimary, .switchover],
        [.namesFail, .namesForget, .agentCrash, .switchover],
        [.agentLosesFence, .partitionMembers, .hangStandby],
        [.rollBack, .poolerCrash],
        [.misbehave, .crashPrimary],
        [.misbehave, .foreign, .agentCrash],
        [.stallStandby],
        [.stallStandby, .hangStandby, .crashPrimary],
        [.stallStandby, .readOnly],
        [.reusedAddress, .crashStandby, .switchover],
        [.upgrade, .agentCrash],
        [.upgrade, .partitionAgent, .agentLosesFence],
        [.restore, .crashPrimary],
        [.restore, .agentCrash, .poolerCrash],
        [.newAddress, .agentCrash],
        [.newAddress, .switchover, .hangPrimary],
    ]
}
