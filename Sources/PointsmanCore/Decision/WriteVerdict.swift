/// Where writes go, and why.
package struct WriteVerdict: Equatable, Sendable {
    package enum Action: Equatable, Sendable {
        case route(MemberID)
        /// Lead writes to a standby that is being promoted: its fence lets no client in before the promotion's end.
        case preRoute(MemberID)
        /// Let clients wait on the routed primary, which has yet to say what it is: its fence lets none in if it is another.
        case waitForRestart(MemberID)
        /// Leave the route as it is.
        case keep
        /// Let clients wait in the pooler.
        case hold
        /// Let clients fail fast.
        case refuse
    }

    package let rule: WriteRule
    package let action: Action
    /// The members that the rule speaks of.
    package let members: [MemberID]

    /// What speaks against the members, where the rule is ``WriteRule/refused``.
    package let objections: [Objection]
    /// What has happened, where the rule is ``WriteRule/rolledBack``.
    package let rolledBack: RolledBack?

    /// The member that writes are to go to; nil unless the verdict moves them.
    package var target: MemberID? {
        if case .route(let member) = action { member } else { nil }
    }

    package init(
        rule: WriteRule, action: Action, members: [MemberID], objections: [Objection] = [],
        rolledBack: RolledBack? = nil
    ) {
        self.rule = rule
        self.action = action
        self.members = members
        self.objections = objections
        self.rolledBack = rolledBack
    }
}
