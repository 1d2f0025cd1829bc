extension Reroute {
    /// Where the pooler leads writes.
    enum Lead: Equatable, Sendable {
        /// Nobody has said, or half a setting may have taken: it was found to lead there; nil is nowhere.
        case unknown(found: MemberID?)
        /// It was set to lead writes nowhere, and reads there.
        case nowhere(reads: MemberID?)
        /// It was set so. `areReadsKnown` is false where a step that was to change only the rest, reads or pools, has failed.
        case to(PoolerSetting, areReadsKnown: Bool)

        var setting: PoolerSetting? {
            if case .to(let setting, _) = self { setting } else { nil }
        }

        var member: MemberID? {
            switch self {
            case .unknown(let found): found
            case .nowhere: nil
            case .to(let setting, _): setting.writes.member
            }
        }

        var areReadsKnown: Bool {
            if case .to(_, areReadsKnown: false) = self { false } else { true }
        }
    }
}
