package import PointsmanCore

/// Something that truly happened, for the checkers. None of it is what an agent believes, but for what it says aloud:
/// its readiness and its fence.
package enum Fact: Sendable {
    /// An operator has given `agent` other times.
    indirect case policyTaken(agent: Int, Policy)
    /// DNS has named these addresses to `agent`: bits.
    case named(agent: Int, addresses: UInt32)
    /// A probe of `agent` brought this; nil is no report.
    case observed(agent: Int, address: Int, claim: Claim?)
    /// A probe of `agent` found that the server lives, and no more.
    case blinded(agent: Int, server: Int)
    /// `server` has let nobody in who logs in as the app does: a probe of `agent`, or its pooler.
    case refused(agent: Int, server: Int, byPooler: Bool)
    /// Looked at now and then, where the pooler leads to a server that lets nobody in: for how long a client has waited there.
    case waited(agent: Int, span: VirtualTime)
    /// A write through the agent's pooler committed, in a transaction that began at `begun`.
    case committed(agent: Int, server: Int, timeline: UInt32, begun: VirtualTime, cluster: UInt64 = Numbering.cluster)
    /// The client heard of it.
    case acknowledged(agent: Int, server: Int, timeline: UInt32)
    /// The database for writes is paused, or no longer.
    case paused(agent: Int)
    case resumed(agent: Int)
    /// The pooler took another route for writes.
    /// `isAhead` where the server was no primary yet that the fence lets in: who is led there waits.
    case moved(agent: Int, server: Int?, timeline: UInt32, isAhead: Bool = false)
    /// A setting was done: read, and released.
    case set(agent: Int, server: Int?, timeline: UInt32)
    /// A round trip through the pooler reached `server`, the one that the agent meant: an address may lead to another one than
    /// when the pooler was set to it.
    case canaryPassed(agent: Int, server: Int)
    case spoke(agent: Int, isReady: Bool, isDegraded: Bool = false)
    /// Looked at now and then: whether another agent is served by a primary that this one may miss; and whether it surely
    /// misses it and could hear so.
    case compared(agent: Int, mayLeave: Bool, mustLeave: Bool)
    /// Its fence, and which server the owner's address truly leads to.
    case raised(agent: Int, fence: Fence, owner: Int?)
    /// The fence that is on the agent's disk from now on.
    case saved(agent: Int, fence: Fence?)
    case agentStarted(agent: Int, keepsFence: Bool)
    case agentEnded(agent: Int)
    /// Its process does not run any more though it lives, or goes on.
    case agentStopped(agent: Int, isStopped: Bool)
    case poolerStarted(agent: Int)
    /// The agent's session with its pooler's console was ended: by the pooler's end, or by a guard that has let clients go in
    /// place of an agent that was stopped.
    case consoleLost(agent: Int)
    case poolerEnded(agent: Int)
    /// Looked at now and then: the one server that writes could go to, if there is one and nothing is in the way; and
    /// the one that the pooler would send them to, if it holds nobody.
    case looked(agent: Int, possible: Int?, actual: Int?)
    /// After everything was healed and time enough: where writes must go, and where they go.
    case settled(agent: Int, isReady: Bool, expected: Int, actual: Int?)
    case healed
    /// A client's transaction has failed at the agent's pooler.
    case transactionFailed(agent: Int)
    /// An operator has asked the agent to hold the fleet for a planned move, for so long at most.
    case moveAsked(agent: Int, span: VirtualTime)
    /// It says that all hold; those that it should know do not.
    case movePrepared(agent: Int, unheld: [Int])
    case moveOver(agent: Int)
    /// It says that its clients are held for a planned move, or are no longer.
    case drainedForMove(agent: Int, isDrained: Bool)
    /// An operator has asked the agent to hold.
    case askedToHold(agent: Int)
    /// The cluster's primary is one that this agent's fence refuses, and an operator has not told it otherwise yet.
    case wordNeeded(agent: Int)
    /// An operator has told the agent to take the primary at `address` for the fence's owner.
    case toldToAdopt(agent: Int, address: Int)
    /// An operator has told the agent to forget the fence.
    case toldToReset(agent: Int)
    /// The agent has ordered that reads go to this address, nil is nowhere; and that writes go to `primary` on `timeline`,
    /// nil where the order leads them nowhere.
    case orderedReads(agent: Int, address: Int?, primary: Int?, timeline: UInt32?)
    /// The pooler sends reads to this address from now on; nil is nowhere.
    case readsMoved(agent: Int, address: Int?)
    /// Looked at now and then, and before they are moved: what reads through the agent's pooler come to. Nil while something
    /// keeps the agent from changing that, or from knowing better.
    case lookedAtReads(agent: Int, ReadSight?)
    /// The agent begins, and ends, to cut what hangs on a route; whether it may cut single connections.
    case severing(agent: Int, canCut: Bool)
    case severed(agent: Int)
    /// A client that merely waited has lost its connection by what was done to a pooler that runs.
    case dropped(agent: Int)
    /// The pooler's file leads writes to this address from now on, on this timeline; nil is nowhere.
    case filed(agent: Int, address: Int?, timeline: UInt32)
    /// The operator leaves this server, at this address, alone by its name.
    case excluded(server: Int, address: Int)
    /// A second opinion was heard of what is at `address`.
    case spokenOf(agent: Int, address: Int, source: OpinionSource, isRefusal: Bool)
    /// An operator has resumed the pooler though the agent holds its clients.
    case resumedByHand(agent: Int)
    /// Whether somebody else has done something to the agent's pooler that keeps clients from being served, and whether they
    /// could be served but for that.
    case tampered(agent: Int, isTampered: Bool, keepsFromServing: Bool)
    /// The agent's host no longer lets it change what the pooler does, or does again.
    case impeded(agent: Int, isImpeded: Bool)
    /// Its pooler stands still, so that nobody can change what that does, or goes on.
    case stoodStill(agent: Int, isStill: Bool)
    /// The agent names the rule by which it decides from now on.
    case decided(agent: Int, rule: String)
}
