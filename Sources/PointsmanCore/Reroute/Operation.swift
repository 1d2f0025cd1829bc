/// An operation for the shell. Each comes back as an ``Outcome`` under the identifier that it was given.
package enum Operation: Codable, Equatable, Sendable {
    /// PAUSE the databases for writes; done when every server connection is idle and closed, however long that takes.
    case pause
    /// The same, and PAUSE the database for reads too: it leads to the same server, which is to be stopped.
    case drain
    /// Cut what still hangs on the servers of the write route, in the least harmful way that is available.
    case sever
    /// Write the file, RELOAD, check that it took effect, RESUME.
    case set(PoolerSetting)
    /// RESUME what is paused; a PAUSE that still waits is abandoned.
    case resume
    /// RESUME, and let clients that can't be served fail soon.
    case refuse
    /// Lead writes nowhere, and RESUME: for a route that is known to be wrong. Reads go on.
    case unroute(reads: MemberID?)
    /// Drop every client of the databases for writes and turn new ones away, without changing the file: the last resort
    /// if the file can't be written and the hold is over.
    case turnAway
    /// A round trip through the pooler's own port that must reach this server and find it writable.
    case confirm(ServerIdentity)
    /// Save this fence on disk; nil removes the saved one.
    case save(Fence?)

    /// Whether the operation makes the pooler read its files again.
    package var reloads: Bool {
        switch self {
        case .set, .unroute: true
        case .pause, .drain, .sever, .resume, .refuse, .turnAway, .confirm, .save: false
        }
    }

    /// Whether it is a PAUSE.
    package var stops: Bool { self == .pause || self == .drain }

    /// Whether a step that is due need not wait for the end of this operation.
    package var isPatient: Bool {
        if case .confirm = self { true } else { false }
    }
}
