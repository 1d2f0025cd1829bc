package import PointsmanCore

/// The rules of decision in a sentence each, for who has not read How it decides.
package enum RuleText {
    package static func sentence(_ rule: WriteRule) -> String {
        switch rule {
        case .survey: "since the start not every member has answered, and none is chosen before"
        case .ambiguous: "the members belong to several clusters, and nothing says which one is ours"
        case .splitBrain: "two servers take writes on the highest timeline: neither is chosen"
        case .contested: "another primary stands beside the routed one, whose standbys still follow it"
        case .isolated: "most members no longer stream from the routed primary: it may have a successor"
        case .refused: "a second opinion speaks against the only candidate, or has not been heard"
        case .route: "exactly one server takes writes at or above the fence, and no standby follows another"
        case .readOnly: "the routed primary lives and refuses writes: that is no demotion"
        case .promotion: "the routed primary does not answer, and one standby is seen to be promoted"
        case .suspect: "the routed primary may well live: it missed a probe, or only this agent can't see it"
        case .restart: "the routed primary was gone and accepts sessions again, and has not said what it is"
        case .rolledBack: "the fence's owner is a standby now, and the only primary is on an older timeline"
        case .hold: "the routed primary is gone, and no server has taken its place yet"
        case .unavailable: "the hold ran out, or there was never a primary"
        }
    }
}
