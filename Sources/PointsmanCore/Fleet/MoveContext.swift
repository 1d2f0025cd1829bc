/// What a planned move has to know of others' facts.
struct MoveContext: Sendable {
    /// This agent as its notices name it; nil without a secret.
    var me: FleetSender?
    /// Its address in DNS, and those of all instances; nil where not known.
    var own: IPAddress?
    var fleet: [IPAddress]?
    var verdict: WriteVerdict
    /// What the pooler is set to.
    var routed: WriteRoute?
    var isConfirmed: Bool
    var hold: Reroute.Hold
    /// Since when clients have waited.
    var heldSince: Instant?
    /// The server that the verdict has writes go to, or else the one that they go to.
    var server: ServerIdentity?
    var fence: Fence?
    /// When the probe was sent that last showed the verdict's target.
    var reportSent: Instant?
    var isHeldByOperator: Bool
    var isStopping: Bool
    var policy: Policy

    /// Whether the primary that writes are routed to answers and is the one that they belong to.
    var stands: Bool { verdict.rule == .route && verdict.target != nil && verdict.target == routed?.member }

    /// Why this instance can't be drained; nil where it can.
    var unfitness: String? {
        if isStopping { return "its agent is stopping" }
        guard let routed, stands else {
            return "it has no primary that stands: the rule is \(verdict.rule.rawValue)"
        }
        return isConfirmed || hold.since != nil ? nil : "its route to \(routed.member) is not confirmed"
    }
}
