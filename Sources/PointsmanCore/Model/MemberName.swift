/// What the platform calls a member, such as a machine's identifier.
package enum MemberName: Equatable, Sendable, ExpressibleByStringLiteral {
    /// This way of discovery gives members no names.
    case none
    /// The member has a name, and DNS did not tell it: a question failed, or the zone lags behind a fresh machine.
    case unknown
    case known(String)

    package init(stringLiteral name: String) {
        self = .known(name)
    }

    /// For people; nil where there is none to show.
    package var text: String? {
        if case .known(let name) = self { name } else { nil }
    }
}
