extension Fact {
    /// The kinds of facts, without their values: a checker names those that it needs, and the writer of a history those
    /// that it can't see.
    package enum Kind: String, CaseIterable, Sendable {
        case policyTaken, named, observed, blinded, refused, waited, committed, acknowledged, paused, resumed
        case moved, set, canaryPassed, spoke, compared, raised, saved, agentStarted, agentEnded, agentStopped
        case poolerStarted, consoleLost, poolerEnded, looked, settled, healed, askedToHold, wordNeeded, toldToAdopt
        case toldToReset, orderedReads, readsMoved, lookedAtReads, severing, severed, dropped, filed, excluded, tampered
        case turnedAway, impeded, stoodStill, decided, spokenOf, resumedByHand
        case transactionFailed, moveAsked, movePrepared, moveOver, drainedForMove
    }

    package var kind: Kind {
        switch self {
        case .policyTaken: .policyTaken
        case .named: .named
        case .observed: .observed
        case .blinded: .blinded
        case .refused: .refused
        case .waited: .waited
        case .committed: .committed
        case .acknowledged: .acknowledged
        case .paused: .paused
        case .resumed: .resumed
        case .moved: .moved
        case .turnedAway: .turnedAway
        case .set: .set
        case .canaryPassed: .canaryPassed
        case .spoke: .spoke
        case .compared: .compared
        case .raised: .raised
        case .saved: .saved
        case .agentStarted: .agentStarted
        case .agentEnded: .agentEnded
        case .agentStopped: .agentStopped
        case .poolerStarted: .poolerStarted
        case .consoleLost: .consoleLost
        case .poolerEnded: .poolerEnded
        case .looked: .looked
        case .settled: .settled
        case .healed: .healed
        case .askedToHold: .askedToHold
        case .wordNeeded: .wordNeeded
        case .toldToAdopt: .toldToAdopt
        case .toldToReset: .toldToReset
        case .orderedReads: .orderedReads
        case .readsMoved: .readsMoved
        case .lookedAtReads: .lookedAtReads
        case .severing: .severing
        case .severed: .severed
        case .dropped: .dropped
        case .filed: .filed
        case .excluded: .excluded
        case .tampered: .tampered
        case .impeded: .impeded
        case .stoodStill: .stoodStill
        case .decided: .decided
        case .spokenOf: .spokenOf
        case .resumedByHand: .resumedByHand
        case .transactionFailed: .transactionFailed
        case .moveAsked: .moveAsked
        case .movePrepared: .movePrepared
        case .moveOver: .moveOver
        case .drainedForMove: .drainedForMove
        }
    }
}
