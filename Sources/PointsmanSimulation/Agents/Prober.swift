import PointsmanCore
import PointsmanScenarios

/// The prober of one address, like `MemberProber`: one connection, one question at a time, and a watch on the link
/// between questions.
struct Prober {
    enum State: Equatable {
        case off
        /// A question is on its way.
        case asking
        /// Connected; watches the link.
        case watching
        /// Not connected; waits before it dials again.
        case resting
    }

    var state = State.off
    /// A number that rises when what was scheduled before no longer counts.
    var turn: UInt32 = 0
    var isConnected = false
    /// The server that it is connected to, and the run of that server.
    var server = -1
    var epoch: UInt32 = 0
    var sent = VirtualTime.zero
    /// When the next question is due.
    var due = VirtualTime.zero
    /// The moment before which it may not dial; nil if it may at once.
    var restsUntil: VirtualTime?
    /// The answer that is on its way, and the server that truly gave it.
    var result = Observation.Result.failure(.silent(.deadline))
    var claim: Claim?
    /// The claim that the last probe brought, and when.
    var shown: Claim?
    var shownAt = VirtualTime.zero
    /// The moment at which the last probe that brought a report was sent; nil before.
    private(set) var reportSent: VirtualTime?
    /// The system identifier that it has seen last, however long ago.
    var cluster: UInt64?
    /// Whether the question waits for a standby's promotion, and until when.
    var isPatient = false
    var heldUntil: VirtualTime?
    /// Whether the standby was seen to be promoting, so that questions wait for the end of that.
    var knowsPromotion = false
    /// The moment since which this connection has listened for notices; nil if it does not listen.
    var listensSince: VirtualTime?
    /// Whether a standby reports its promotion between two questions.
    var isOnWatch = false

    mutating func stop() {
        state = .off
        isConnected = false
        listensSince = nil
        cluster = nil
        restsUntil = nil
        turn += 1
    }

    /// Sends the next question.
    /// - Parameter patiently: whether a standby may answer only when it is promoted.
    mutating func ask(at moment: VirtualTime, patiently: Bool) {
        turn += 1
        state = .asking
        sent = moment
        isPatient = patiently && isConnected && shown?.isInRecovery == true
        heldUntil = nil
        isOnWatch = false
    }

    /// Takes the result of a probe; nil is no report.
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

    /// Notes that the link is gone, between two questions or during one.
    mutating func lose() {
        isConnected = false
        listensSince = nil
        shown = nil
        isOnWatch = false
    }
}
