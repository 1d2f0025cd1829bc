/// The faults of a soak, repeated one after the other.
enum SoakStep: String, CaseIterable, Sendable {
    case restartPrimary, holdAndRelease, reload, killPooler, restartStandby, stallPooler, killGuard, restartResolver
    case failOver

    /// The text of the step.
    var words: String {
        switch self {
        case .restartPrimary: "the primary is killed and started in place"
        case .holdAndRelease: "an operator holds and releases"
        case .reload: "SIGHUP"
        case .killPooler: "PgBouncer is killed"
        case .restartStandby: "a standby is killed and started"
        case .stallPooler: "PgBouncer stands still for a second"
        case .killGuard: "the guard is killed"
        case .restartResolver: "DNS is killed and started"
        case .failOver: "the primary is killed, a standby promoted, and the old one copied anew"
        }
    }
}
