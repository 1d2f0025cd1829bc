/// What a look for an opinion source beside a member has come to.
package enum SourcePresence: Equatable, Sendable {
    /// It answers as what it is; with its cluster's times where it told them.
    case present(ManagerTimes?)
    /// Nobody listens there, or another service does.
    case absent
    /// No answer in time, or no way there: it may be there or not.
    case silent
    /// Something takes connections there and ends them without an answer in HTTP, as a server does that wants TLS.
    case unaskable
}
