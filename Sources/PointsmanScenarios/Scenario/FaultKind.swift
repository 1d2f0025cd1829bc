/// What can go wrong, one kind a way.
package enum FaultKind: String, CaseIterable, Sendable {
    /// kill -9 of the primary's processes; it starts again where it stood.
    case crashPrimary = "crash of the primary"
    case crashStandby = "crash of a standby"
    case hangPrimary = "hang of the primary"
    case hangStandby = "hang of a standby"
    /// Its machine is gone: nobody refuses, nobody says good-bye.
    case powerOffPrimary = "primary without power"
    /// An orderly stop and the promotion of another one.
    case switchover
    /// An agent and the primary lose each other, in one direction or both.
    case partitionAgent = "partition of an agent and the primary"
    /// An agent's own network is gone: members, DNS and the other agents.
    case isolateAgent = "partition of an agent from everything"
    case partitionAgentFromStandby = "partition of an agent and a standby"
    /// Who promotes, and the standbys, lose the primary, and the agents don't.
    case partitionMembers = "partition of the primary from its standbys"
    case isolatePrimary = "partition of the primary from everybody but one agent"
    /// Two standbys are promoted at once, to one timeline.
    case splitBrain = "two promotions at once"
    /// A standby is promoted beside a primary that lives.
    case promoteBeside = "promotion beside a living primary"
    /// The same cluster restored elsewhere, promoted and named by DNS.
    case clone = "clone in DNS"
    case foreign = "stranger in DNS"
    /// A stranger gets the address of a member.
    case reusedAddress = "address given to a stranger"
    case alias = "second address of a member"
    case namesFail = "DNS fails"
    case namesStale = "stale DNS"
    case namesForget = "DNS leaves the primary out"
    case namesPartial = "DNS answers in part"
    case namesUntold = "DNS tells no names"
    /// An archiver, a base backup or a subscriber streams from the primary, and stays with it whatever that becomes.
    case sender = "WAL sender that serves no standby"
    case rights = "rights that come and go"
    case readOnly = "primary read-only"
    case fullDisk = "primary's disk full"
    case blind = "primary turns monitoring away"
    /// A member answers probes with what no PostgreSQL sends.
    case misbehave = "member misbehaves"
    /// Its files are put back to an earlier moment, on the same timeline.
    case rollBack = "primary from a snapshot"
    case poolerCrash = "crash of a pooler"
    case agentCrash = "crash of an agent"
    case agentLosesFence = "agent loses its fence"
    case agentCopiesFence = "agent with another's fence"
    /// While an agent is away somebody pauses its pooler, and leaves it so.
    case pausedByHand = "pooler paused by hand while its agent is away"
    /// Beside an agent that is at work an operator pauses its pooler, and resumes it at the end.
    case pausedBeside = "pooler paused by hand beside its agent"
    case disabledBeside = "pooler disabled by hand beside its agent"
    /// `max_client_conn` is used up: clients that are connected go on, and no other gets in.
    case crowd = "pooler full of clients"
    /// SIGSTOP.
    case poolerFrozen = "pooler stands still"
    /// By one that leads nowhere; PgBouncer has read it.
    case fileReplaced = "pooler's file replaced by hand"
    case handOver = "hand-over of an agent"
    case operatorHold = "operator's hold"
    case agentDiskFull = "agent's disk full"
    case slowConsole = "slow console"
    case reloadIgnored = "RELOAD without effect"
    /// SIGSTOP, or anything else that keeps its process from running, and SIGCONT; its guard goes on.
    case agentStopped = "agent stopped for a while"
    case loss = "lossy network"
    /// A standby goes on receiving and replays nothing.
    case stallStandby = "standby falls behind"
    /// All servers are replaced by those of a new cluster, at the same addresses.
    case upgrade = "major upgrade"
    /// All servers are replaced by what a backup had, on a lower timeline.
    case restore = "restored backup"
    /// The primary comes back on the same timeline at an address of its own.
    case newAddress = "primary at a new address"

    /// After these writes have a home only by an operator's word.
    package var needsWord: Bool { [.upgrade, .restore, .newAddress].contains(self) }

    /// Kinds that are worst together.
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
