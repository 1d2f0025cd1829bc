/// Something that happens in the world at a moment. It is small and has no references, since the queue moves many of
/// them.
///
/// A *turn* or *life* tells an occurrence that still counts from one that was overtaken: the receiver drops it if its
/// own number is higher.
enum Occurrence {
    case probeDue(agent: Int32, address: Int32, turn: UInt32)
    case passwordAsked(agent: Int32, address: Int32, turn: UInt32)
    case probeArrives(agent: Int32, address: Int32, turn: UInt32)
    case probeReturns(agent: Int32, address: Int32, turn: UInt32)
    case probeExpires(agent: Int32, address: Int32, turn: UInt32)
    case linkEnds(agent: Int32, address: Int32, turn: UInt32)
    case discoveryDue(agent: Int32, turn: UInt32)
    case discoveryReturns(agent: Int32, turn: UInt32)
    case peerDue(agent: Int32, peer: Int32, turn: UInt32)
    case peerAsked(agent: Int32, peer: Int32, turn: UInt32)
    case peerAnswers(agent: Int32, peer: Int32, turn: UInt32)
    case peerExpires(agent: Int32, peer: Int32, turn: UInt32)
    case sourceDue(agent: Int32, token: UInt32)
    case sourceAnswers(agent: Int32, token: UInt32)
    case sourceTurns(index: Int32)
    case wake(agent: Int32, life: UInt32)
    case operationStep(agent: Int32, token: UInt32)
    case pauseEnds(agent: Int32, token: UInt32)
    case canaryEnds(agent: Int32, token: UInt32, succeeded: Bool)
    case looks(agent: Int32, token: UInt32)
    case lookReturns(agent: Int32, life: UInt32, token: UInt32)
    case guardResumes(agent: Int32, poolerRun: UInt32)
    case guardDue(agent: Int32, turn: UInt32)
    case agentStops(agent: Int32, life: UInt32)
    case agentGoesOn(agent: Int32, life: UInt32)
    case agentStarts(agent: Int32, life: UInt32)
    case consoleOpens(agent: Int32, life: UInt32)
    case consoleEnds(agent: Int32, life: UInt32, poolerRun: UInt32)
    case poolerStarts(agent: Int32, run: UInt32)
    case clientActs(pool: Int32, client: Int32, turn: UInt32)
    case clientsTimeOut(pool: Int32, turn: UInt32)
    case loginArrives(pool: Int32, link: UInt32)
    case loginFails(pool: Int32, link: UInt32)
    case loginSucceeds(pool: Int32, link: UInt32)
    case launchDue(pool: Int32)
    case poolFills(pool: Int32)
    case statementArrives(pool: Int32, link: UInt32)
    case statementReturns(pool: Int32, link: UInt32)
    case serverLinkEnds(pool: Int32, link: UInt32)
    case serversLost(agent: Int32, life: UInt32)
    case handResumes(agent: Int32, life: UInt32)
    case handPauses(agent: Int32)
    case faultBegins(index: Int32)
    case reload(index: Int32)
    case faultEnds(index: Int32)
    case serverStarts(server: Int32, epoch: UInt32)
    case promotionEnds(server: Int32, epoch: UInt32, timeline: UInt32)
    case promoterLooks(turn: UInt32)
    case standbyFollows(server: Int32, upstream: Int32)
    case operatorLooks(turn: UInt32)
    case scenarioStep
    case noticeArrives(index: Int32)
    case noticeReturns(agent: Int32, index: Int32, turn: UInt32)
    case moveBegins(index: Int32)
    case moveGoesOn(index: Int32)
    case moveEnds(index: Int32)
    case sample
    case heal
    case settle
    /// Only lets time pass.
    case nothing

    /// The pool that it concerns; nil if it concerns none.
    var pool: Int32? {
        switch self {
        case .clientActs(let pool, _, _), .clientsTimeOut(let pool, _), .loginArrives(let pool, _),
            .loginFails(let pool, _), .loginSucceeds(let pool, _), .launchDue(let pool), .poolFills(let pool),
            .statementArrives(let pool, _), .statementReturns(let pool, _), .serverLinkEnds(let pool, _):
            pool
        default: nil
        }
    }
}
