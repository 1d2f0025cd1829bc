/// The decision where writes go, with the rule that made it.
package struct WriteVerdict: Codable, Equatable, Sendable {
    package enum Action: Codable, Equatable, Sendable {
        case route(MemberID)
        /// Set the pooler to a standby that is being promoted: its fence accepts no client before the promotion has
        /// ended.
        case preRoute(MemberID)
        /// Let clients wait at the routed primary, whose role is not known yet: its fence accepts none if it is another
        /// server.
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
    /// The members that the rule is about.
    package let members: [MemberID]

    /// The objections, if the rule is ``WriteRule/refused``; otherwise empty.
    package let objections: [Objection]
    /// What has happened, if the rule is ``WriteRule/rolledBack``; otherwise nil.
    package let rolledBack: RolledBack?

    /// The member that writes are to go to; nil unless the verdict moves or confirms them.
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
