/// What only rises while the agent lives, as the events tell it.
package struct EventCounters: Equatable, Sendable {
    /// What the probes of one member have brought.
    package struct Probes: Equatable, Sendable {
        package let member: MemberID
        /// Of those that were answered on a connection that stood already, and at once.
        package fileprivate(set) var roundTrips = DurationHistogram.roundTrips
        package fileprivate(set) var failures = Failures()
        /// Losses of a link on which nothing was asked.
        package fileprivate(set) var linkLosses: UInt64 = 0
        /// When the latest probe was sent that has brought a report; nil before the first.
        package fileprivate(set) var lastAnswered: Instant?
    }

    /// Probes that brought no report, by what that proves.
    package struct Failures: Equatable, Sendable {
        package fileprivate(set) var down: UInt64 = 0
        package fileprivate(set) var silent: UInt64 = 0
        package fileprivate(set) var blind: UInt64 = 0
        package fileprivate(set) var misbehaving: UInt64 = 0
    }

    /// How often an operation has failed.
    package struct FailedOperation: Equatable, Sendable {
        package let word: String
        package fileprivate(set) var times: UInt64 = 0
    }

    package private(set) var probes: [Probes] = []
    /// Every operation that there is, in one order.
    package private(set) var failedOperations = Operation.words.map { FailedOperation(word: $0) }
    /// Rounds of discovery that brought no member.
    package private(set) var discoveryFailures: UInt64 = 0
    /// Times that PgBouncer's console was lost, or could not be had again for another reason than before. Before it was reached for
    /// the first time nothing is lost.
    package private(set) var poolerLosses: UInt64 = 0
    private var hasReachedPooler = false
    private var underWay: [UnderWay] = []

    private struct UnderWay: Equatable {
        let id: OperationID
        let word: String
    }

    package init() {}

    /// An operation has begun, so that its failure can be told by name.
    package mutating func begin(_ id: OperationID, _ operation: Operation) {
        underWay.append(UnderWay(id: id, word: operation.word))
    }

    package mutating func take(_ event: Event) {
        switch event {
        case .observed(let observation):
            let index = index(of: observation.member)
            switch observation.result {
            case .report:
                observation.roundTrip.map { probes[index].roundTrips.add($0) }
                probes[index].lastAnswered = max(probes[index].lastAnswered ?? observation.sent, observation.sent)
            case .failure(.down): probes[index].failures.down += 1
            case .failure(.silent): probes[index].failures.silent += 1
            case .failure(.blind): probes[index].failures.blind += 1
            case .failure(.misbehaving): probes[index].failures.misbehaving += 1
            }
        case .linkLost(let member, _): probes[index(of: member)].linkLosses += 1
        case .discovery(.failure): discoveryFailures += 1
        case .pooler(.up): hasReachedPooler = true
        case .pooler(.down): if hasReachedPooler { poolerLosses += 1 }
        case .finished(let id, let outcome):
            guard let begun = underWay.firstIndex(where: { $0.id == id }) else { return }
            let word = underWay.remove(at: begun).word
            if case .failed = outcome, let failed = failedOperations.firstIndex(where: { $0.word == word }) {
                failedOperations[failed].times += 1
            }
        // The rest tells nothing that is counted.
        default: break
        }
    }

    /// Forgets members that are gone: DNS may name ever new ones.
    package mutating func keep(only members: [MemberID]) {
        probes.removeAll { !members.contains($0.member) }
    }

    private mutating func index(of member: MemberID) -> Int {
        if let known = probes.firstIndex(where: { $0.member == member }) { return known }
        probes.append(Probes(member: member))
        return probes.count - 1
    }
}
