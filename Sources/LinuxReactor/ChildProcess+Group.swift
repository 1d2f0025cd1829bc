import Glibc

extension ChildProcess {
    /// Sends `signal` to the process and to all that it started and that stayed in its group: it leads one of its own.
    ///
    /// Also when it has ended itself: the group's number stays taken for as long as one of its members lives.
    package func signalGroup(_ signal: Int32) {
        _ = kill(-processID, signal)
    }
}
