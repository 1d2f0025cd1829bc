/// The facts of other owners that a planned move needs.
struct MoveContext: Sendable {
    /// This agent as its notices name it; nil without a secret.
    var me: FleetSender?
    /// This instance's address in DNS, and those of all instances; nil if not known.
    var own: IPAddress?
    var fleet: [IPAddress]?
    var verdict: WriteVerdict
    /// The write route that the pooler is set to.
    var routed: WriteRoute?
    var isConfirmed: Bool
    var hold: Reroute.Hold
    /// Whether clients are held, and no transaction is open on the routed server.
    var isDrained: Bool
    /// The moment since which no confirmed route has taken writes; nil while one does.
    var heldSince: Instant?
    /// The server that the verdict has writes go to, or else the one that they go to.
    var server: ServerIdentity?
    var fence: Fence?
    /// When the probe was sent that last showed the verdict's target.
    var reportSent: Instant?
    /// The members that answer, with what they reported last.
    var servers: [SeenServer] = []
    var isHeldByOperator: Bool
    var isStopping: Bool
    var policy: Policy

    /// Whether the primary that writes are routed to answers, and the rules keep writes there.
    var stands: Bool { verdict.rule == .route && verdict.target != nil && verdict.target == routed?.member }

    /// Whether that primary answers and is one still, though it may refuse writes: notices are heard through it.
    var carriesNotices: Bool { stands || (verdict.rule == .readOnly && routed != nil) }

    /// Why this instance can't be drained; nil if it can.
    var unfitness: String? {
        if isStopping { return "its agent is stopping" }
        guard let routed, stands else {
            return "it has no primary that stands: the rule is \(verdict.rule.rawValue)"
        }
        return isConfirmed || hold.since != nil ? nil : "its route to \(routed.member) is not confirmed"
    }
}
