extension ProbeFailure {
    /// How long a member that answers so is left alone, and longer each time; nil for one that may be another any moment: it is
    /// asked in a burst where that matters.
    package var pace: BackOff.Pace? {
        switch self {
        case .down, .silent: nil
        // Its misdeeds say for how long it is left alone (``Misdeeds``).
        case .misbehaving: nil
        case .blind(.sqlState("53300")): .crowded
        case .blind(.sqlState(let state)) where state.refusesLogins: .refused
        case .blind(.encryption): .refused
        case .blind: .failing
        }
    }

    /// Whether the server lets nobody log in as we do, PgBouncer for the app included.
    var refusesLogins: Bool { pace == .refused || pace == .crowded }
}

extension SQLState {
    /// Whether it says that a role, its password, a database or pg_hba.conf lets nobody in until somebody changes that (PostgreSQL
    /// manual, appendix A): class 28, 3D000 and 42501 (no CONNECT privilege).
    var refusesLogins: Bool { self == "3D000" || self == "42501" || description.hasPrefix("28") }
}
