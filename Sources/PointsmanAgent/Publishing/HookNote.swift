package import LinuxReactor

/// What there is to log about a hook.
package enum HookNote: Equatable, Sendable {
    /// A line of what it printed, on either stream.
    case line(String)
    /// More was printed than is logged of one run.
    case rest(bytes: Int)
    /// It ended; 0 is success, 128 + N is signal N.
    case ended(code: Int32)
    /// It ran longer than it may, and was ended.
    case tookTooLong(Duration)
    case notStarted(SystemError)
}
