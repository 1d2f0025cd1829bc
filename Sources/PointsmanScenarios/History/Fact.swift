package import PointsmanCore

/// Something that truly happened, for the checkers. The only facts about an agent's beliefs are those that it
/// publishes: its readiness, its fence, its rule and its orders.
package enum Fact: Sendable {
    /// An operator has given `agent` another policy.
    indirect case policyTaken(agent: Int, Policy)
    /// DNS has named these addresses to `agent`, as bits.
    case named(agent: Int, addresses: UInt32)
    /// A probe of `agent` brought this report; nil is no report.
    case observed(agent: Int, address: Int, claim: Claim?)
    /// A probe of `agent` found that the server lives, and nothing else.
    case blinded(agent: Int, server: Int)
    /// `server` has refused a login as the app's role, by a probe of `agent` or by its pooler.
    case refused(agent: Int, server: Int, byPooler: Bool)
    /// The time for which a client has waited in the pooler for a server that refuses logins; looked at now and then.
    case waited(agent: Int, span: VirtualTime)
    /// A write through the agent's pooler has committed, in a transaction that began at `begun`.
    case committed(agent: Int, server: Int, timeline: UInt32, begun: VirtualTime, cluster: UInt64 = Numbering.cluster)
    /// The client has received the acknowledgement.
    case acknowledged(agent: Int, server: Int, timeline: UInt32)
    /// The database for writes is paused (`paused`), or no longer (`resumed`).
    case paused(agent: Int)
    case resumed(agent: Int)
    /// The pooler took another route for writes. `isAhead`: the server was not yet a primary that the fence lets in, so
    /// that clients wait there.
    case moved(agent: Int, server: Int?, timeline: UInt32, isAhead: Bool = false)
    /// The pooler turns away the clients of the database for writes, since it can't be set, until it is set or resumed.
    case turnedAway(agent: Int)
    /// A setting is complete: PgBouncer has read it and released clients.
    case set(agent: Int, server: Int?, timeline: UInt32)
    /// A round trip through the pooler reached `server`, which the agent meant. An address may lead to another server
    /// than when the pooler was set to it.
    case canaryPassed(agent: Int, server: Int)
    case spoke(agent: Int, isReady: Bool, isDegraded: Bool = false)
    /// Whether another agent is served by a primary that this one may miss, and whether this one surely misses it and
    /// could hear so; looked at now and then.
    case compared(agent: Int, mayLeave: Bool, mustLeave: Bool)
    /// The agent's fence, and the server that the owner's address truly leads to.
    case raised(agent: Int, fence: Fence, owner: Int?)
    /// The fence on the agent's disk from now on.
    case saved(agent: Int, fence: Fence?)
    case agentStarted(agent: Int, keepsFence: Bool)
    case agentEnded(agent: Int)
    /// The agent's process is stopped though it lives, or goes on.
    case agentStopped(agent: Int, isStopped: Bool)
    case poolerStarted(agent: Int)
    /// The agent's session with its pooler's console was ended: by the pooler's end, or by a guard that has let clients go in
    /// place of an agent that was stopped.
    case consoleLost(agent: Int)
    case poolerEnded(agent: Int)
    /// The only server that writes could go to, if there is exactly one and nothing is in the way, and the server that
    /// the pooler would send them to, if it holds no client; looked at now and then.
    case looked(agent: Int, possible: Int?, actual: Int?)
    /// The server that writes must go to, and the one that they go to, some time after all faults were healed.
    case settled(agent: Int, isReady: Bool, expected: Int, actual: Int?)
    case healed
    /// A client's transaction has failed at the agent's pooler.
    case transactionFailed(agent: Int)
    /// An operator has asked the agent to hold the fleet for a planned move, for `span` at most.
    case moveAsked(agent: Int, span: VirtualTime)
    /// The agent says that all instances hold; those in `unheld` should and do not.
    case movePrepared(agent: Int, unheld: [Int])
    case moveOver(agent: Int)
    /// The agent says that its clients are held for a planned move, or no longer are.
    case drainedForMove(agent: Int, isDrained: Bool)
    /// An operator has asked the agent to hold.
    case askedToHold(agent: Int)
    /// The agent's fence refuses the cluster's primary, and no operator has told the agent to adopt it yet.
    case wordNeeded(agent: Int)
    /// An operator has told the agent to adopt the primary at `address` as the fence's owner.
    case toldToAdopt(agent: Int, address: Int)
    /// An operator has told the agent to forget the fence.
    case toldToReset(agent: Int)
    /// The agent has ordered reads to go to `address` (nil is nowhere), and writes to `primary` on `timeline` (nil if
    /// the order leads them nowhere).
    case orderedReads(agent: Int, address: Int?, primary: Int?, timeline: UInt32?)
    /// The pooler sends reads to this address from now on; nil is nowhere.
    case readsMoved(agent: Int, address: Int?)
    /// What happens to reads through the agent's pooler; looked at now and then, and before reads are moved. Nil while
    /// something keeps the agent from changing that or from knowing better.
    case lookedAtReads(agent: Int, ReadSight?)
    /// The agent begins or ends cutting the connections that hang on a route; `canCut`: whether it can cut single
    /// connections.
    case severing(agent: Int, canCut: Bool)
    case severed(agent: Int)
    /// A client that merely waited has lost its connection by an action on a pooler that runs.
    case dropped(agent: Int)
    /// The pooler's file leads writes to this address from now on, on this timeline; nil is nowhere.
    case filed(agent: Int, address: Int?, timeline: UInt32)
    /// The operator excludes this server, at this address, by its name.
    case excluded(server: Int, address: Int)
    /// The agent has heard a second opinion about the server at `address`.
    case spokenOf(agent: Int, address: Int, source: OpinionSource, isRefusal: Bool)
    /// An operator has resumed the pooler though the agent holds its clients.
    case resumedByHand(agent: Int)
    /// Whether another program has changed the agent's pooler, and whether only that keeps clients from being served.
    case tampered(agent: Int, isTampered: Bool, keepsFromServing: Bool)
    /// Whether the agent's host keeps it from changing what the pooler does.
    case impeded(agent: Int, isImpeded: Bool)
    /// Whether the agent's pooler stands still, so that no program can change what it does.
    case stoodStill(agent: Int, isStill: Bool)
    /// The rule by which the agent decides from now on.
    case decided(agent: Int, rule: String)
}
