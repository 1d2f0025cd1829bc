/// The place that the pooler leads writes to, as far as is known.
enum CurrentRoute: Codable, Equatable, Sendable {
    /// No setting of this agent applies: the pooler was found to lead there. Nil means nowhere, or not known yet.
    ///
    /// Becomes `to`, `preRouted` or `nowhere` by a setting that succeeds, `torn` by a setting to another member that
    /// fails.
    case found(MemberID?)
    /// A setting that was to lead writes away from this member has failed, and may have taken effect in part.
    ///
    /// Becomes `to`, `preRouted` or `nowhere` by a setting that succeeds, `found` when the pooler begins anew.
    case torn(from: MemberID)
    /// The pooler was set to lead writes nowhere, and reads to this member.
    ///
    /// Becomes `to` or `preRouted` by a setting, `found` by one that fails, or if the pooler is found to lead to a
    /// member.
    case nowhere(reads: MemberID?)
    /// The pooler was set to a server that is not a primary yet: its fence lets no client in, so clients wait in their
    /// logins.
    ///
    /// Becomes `to` once writes are to go there, `torn` by a failed setting to another member, `nowhere` by a route to
    /// nowhere.
    case preRouted(PoolerSetting, Accuracy)
    /// The pooler was set to a primary.
    ///
    /// Becomes `preRouted`, `nowhere` or `to` another member by a setting, `torn` by one that fails.
    case to(PoolerSetting, Accuracy)

    /// How far the pooler does what it was set to.
    enum Accuracy: Codable, Equatable, Sendable {
        case asSet
        /// Writes lead there, but a setting of the rest (reads, pools) has failed, or another console has changed the
        /// rest.
        case inPart
        /// Another console has led writes to another member, at which clients may be at work.
        case elsewhere
    }

    var setting: PoolerSetting? {
        switch self {
        case .found, .torn, .nowhere: nil
        case .preRouted(let setting, _), .to(let setting, _): setting
        }
    }

    /// The member that writes lead to, as far as is known; nil if there is none.
    var member: MemberID? {
        switch self {
        case .found(let member): member
        case .torn(let member): member
        case .nowhere: nil
        case .preRouted(let setting, _), .to(let setting, _): setting.writes.member
        }
    }

    private(set) var accuracy: Accuracy? {
        get {
            switch self {
            case .found, .torn, .nowhere: nil
            case .preRouted(_, let accuracy), .to(_, let accuracy): accuracy
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .found, .torn, .nowhere: break
            case .preRouted(let setting, _): self = .preRouted(setting, newValue)
            case .to(let setting, _): self = .to(setting, newValue)
            }
        }
    }

    var isPreRouted: Bool { if case .preRouted = self { true } else { false } }

    /// Whether clients' transactions must end before writes go to `wanted`: they may be open on another server.
    func isMove(to wanted: WriteRoute) -> Bool {
        switch self {
        case .found(let member): member.map { $0 != wanted.member } ?? false
        case .torn: true
        case .nowhere: false
        case .preRouted(let setting, _), .to(let setting, _): isAstray || setting.writes != wanted
        }
    }

    /// Writes are to go to `wanted`: if the pooler was pre-routed to that server, the route is no longer a pre-route.
    mutating func arrive(at wanted: WriteRoute) {
        if case .preRouted(let setting, let accuracy) = self, setting.writes == wanted { self = .to(setting, accuracy) }
    }

    /// A setting was made. If a pre-route stays as it is, only reads have moved.
    mutating func set(_ wanted: PoolerSetting, isPreRoute: Bool) {
        let staysPreRouted = isPreRouted && setting?.writes == wanted.writes
        self = isPreRoute || staysPreRouted ? .preRouted(wanted, .asSet) : .to(wanted, .asSet)
    }

    /// A setting has failed. Half of it may have taken effect: only setting it again tells.
    mutating func fail(_ wanted: PoolerSetting) {
        if setting?.writes == wanted.writes {
            degrade(to: .inPart)
        } else if let member, member != wanted.writes.member || isAstray {
            self = .torn(from: member)
        } else {
            self = .found(member)
        }
    }

    /// Whether clients may be at work at another member than ``member``.
    private var isAstray: Bool {
        switch self {
        case .torn, .preRouted(_, .elsewhere), .to(_, .elsewhere): true
        case .found, .nowhere, .preRouted, .to: false
        }
    }

    /// The pooler has begun anew, or was heard for the first time, and leads writes to `member`; nil means nowhere.
    mutating func find(_ member: MemberID?) {
        switch self {
        case .found, .torn: self = .found(member)
        case .nowhere: if member != nil { self = .found(member) }
        case .preRouted(let setting, _), .to(let setting, _):
            // It has begun anew with a file that this agent has not written.
            if member != setting.writes.member { accuracy = member == nil ? .inPart : .elsewhere }
        }
    }

    /// The pooler does less of the setting than before. If writes lead elsewhere already, nothing is worse.
    mutating func degrade(to worse: Accuracy) {
        if accuracy != .elsewhere { accuracy = worse }
    }
}
