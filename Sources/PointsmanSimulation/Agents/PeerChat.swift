import PointsmanCore
import PointsmanScenarios

/// The state between an agent and one other agent: a question that is on its way, or the pause before the next one.
struct PeerChat {
    /// A number that rises when what was scheduled before no longer counts.
    var turn: UInt32 = 0
    var sent = VirtualTime.zero
    /// The answer that is on its way.
    var answer = PeerWord.Answer.silence
}
