import PointsmanCore
import PointsmanScenarios

/// What an agent has with one other: a question that is on its way, or the pause until the next.
struct PeerChat {
    /// Goes up whenever what was scheduled for it no longer counts.
    var turn: UInt32 = 0
    var sent = VirtualTime.zero
    /// What the answer on its way says.
    var answer = PeerWord.Answer.silence
}
