extension Reroute {
    /// What somebody else has changed in the pooler.
    package enum Doubt: Equatable, Sendable {
        /// Writes lead to another member, who may be at work there; nil is nowhere.
        case writes(MemberID?)
        /// Something else of the setting: what fences the writes, where reads go, how large the pools are.
        case rest
    }

    /// Whether nothing is being done, no client is held, and a canary has confirmed where it leads.
    package var isAtRest: Bool {
        hold == .none && confirmed != nil && !isRefusing && setting != nil && lead.areReadsKnown && isIdle
    }

    /// Whether it was set and holds nobody, but the last canary has failed: it may have been led elsewhere since.
    var isUnconfirmed: Bool {
        hold == .none && confirmed == nil && !isRefusing && setting != nil && lead.areReadsKnown && hasCanaryFailed
            && isConfirmingAtMost
    }
}
