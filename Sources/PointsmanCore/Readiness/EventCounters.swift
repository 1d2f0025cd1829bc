/// Counters that rise while the agent lives, counted from the events.
package struct EventCounters: Equatable, Sendable {
    /// The results of one member's probes.
    package struct Probes: Equatable, Sendable {
        package let member: MemberID
        /// The round trips of probes that were answered on an existing connection, and at once.
        package fileprivate(set) var roundTrips = DurationHistogram.roundTrips
        package fileprivate(set) var failures = Failures()
        /// The losses of a link while no probe was under way.
        package fileprivate(set) var linkLosses: UInt64 = 0
        /// When the latest probe that brought a report was sent; nil before the first.
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
    /// All operations that exist, in a fixed order.
    package private(set) var failedOperations = Operation.words.map { FailedOperation(word: $0) }
    /// Rounds of discovery that brought no member.
    package private(set) var discoveryFailures: UInt64 = 0
    /// The number of times that PgBouncer's console was lost, or that reconnecting failed for another reason than
    /// before. Nothing counts before the console was reached for the first time.
    package private(set) var poolerLosses: UInt64 = 0
    private var hasReachedPooler = false
    private var underWay: [UnderWay] = []

    private struct UnderWay: Equatable {
        let id: OperationID
        let word: String
    }

    package init() {}

    /// Notes that an operation has begun, so that its failure can be counted by name.
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
        // The other events are not counted.
        default: break
        }
    }

    /// Forgets members that are gone, since DNS may keep naming new ones.
    package mutating func keep(only members: [MemberID]) {
        probes.removeAll { !members.contains($0.member) }
    }

    private mutating func index(of member: MemberID) -> Int {
        if let known = probes.firstIndex(where: { $0.member == member }) { return known }
        probes.append(Probes(member: member))
        return probes.count - 1
    }
}
