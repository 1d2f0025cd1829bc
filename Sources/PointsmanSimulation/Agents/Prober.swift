import PointsmanCore
import PointsmanScenarios

/// The prober of one address, as `MemberProber` is: one connection, one question at a time, and in between an eye on the
/// link.
struct Prober {
    enum State: Equatable {
        case off
        /// A question is on its way.
        case asking
        /// Connected, and watches the link.
        case watching
        /// Not connected, and waits before it dials again.
        case resting
    }

    var state = State.off
    /// Goes up whenever what was scheduled for it no longer counts.
    var turn: UInt32 = 0
    var isConnected = false
    /// The server that it is connected to and which run of that.
    var server = -1
    var epoch: UInt32 = 0
    var sent = VirtualTime.zero
    /// When the next question is due.
    var due = VirtualTime.zero
    /// Not before that may it dial; nil is at once.
    var restsUntil: VirtualTime?
    /// What the answer on its way says, and what truly answered.
    var result = Observation.Result.failure(.silent(.deadline))
    var claim: Claim?
    /// What the last probe that has come back has shown, and when.
    var shown: Claim?
    var shownAt = VirtualTime.zero
    /// When the last probe was sent that has brought a report; nil before.
    private(set) var reportSent: VirtualTime?
    /// The cluster that it was seen to be of last, however long ago.
    var cluster: UInt64?
    /// Whether the question is one that a standby answers when it is promoted, and until when that one waits.
    var isPatient = false
    var heldUntil: VirtualTime?
    /// Whether the standby was seen to be promoted, so that it is waited for until it is.
    var knowsPromotion = false
    /// Since when it listens to what the fleet says, on this connection; nil where it does not.
    var listensSince: VirtualTime?
    /// Whether a standby tells of its promotion between two questions.
    var isOnWatch = false

    mutating func stop() {
        state = .off
        isConnected = false
        listensSince = nil
        cluster = nil
        restsUntil = nil
        turn += 1
    }

    /// Its next question leaves.
    /// - Parameter patiently: whether a standby that it is connected to is to answer when it is promoted.
    mutating func ask(at moment: VirtualTime, patiently: Bool) {
        turn += 1
        state = .asking
        sent = moment
        isPatient = patiently && isConnected && shown?.isInRecovery == true
        heldUntil = nil
        isOnWatch = false
    }

    /// Takes what a probe has shown; nil is no report.
    mutating func see(_ claim: Claim?, at moment: VirtualTime) {
        let cluster = claim?.cluster
        isConnected = cluster != nil
        if !isConnected { listensSince = nil }
        state = isConnected ? .watching : .resting
        shown = claim
        if claim != nil { reportSent = sent }
        self.cluster = cluster ?? self.cluster
        shownAt = moment
    }

    /// The link is gone between two questions, or while one is on its way.
    mutating func lose() {
        isConnected = false
        listensSince = nil
        shown = nil
        isOnWatch = false
    }
}
