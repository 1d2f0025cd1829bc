package import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The two clusters' side of a cutover: what an operator's command asks of them and does to them, while the agents hold. It knows
/// what it has to undo.
@Reactor
package final class Cutover {
    private let old: CutoverSession
    private let new: CutoverSession
    private let subscription: String?
    private var facts: CutoverFacts?
    /// Whether the old cluster refuses writes by our doing, and whether the former one does no more (on the way back).
    private var isLocked = false
    private var isUnlocked = false
    /// Whether the slot for the way back is this run's.
    private var hasMadeSlot = false
    /// Whether the agents were told to adopt the new cluster: from then on nothing is undone.
    private var isCommitted = false

    /// A run of a primary.
    package struct Target: Sendable {
        package let system: UInt64
        package let started: Int64

        fileprivate init(_ identity: ServerIdentity) {
            system = identity.systemIdentifier.number
            started = identity.startedMicroseconds
        }
    }

    /// - Parameters:
    ///   - old: the cluster that writes go to.
    ///   - new: the one that they are to go to.
    package init(
        from old: CutoverPlace, to new: CutoverPlace, subscription: String? = nil
    ) async throws(CutoverFailure) {
        self.new = try await CutoverSession(new)
        self.old = try await CutoverSession(old)
        self.subscription = subscription
    }

    /// Looks whether a cutover may begin.
    /// - Returns: the run of the new cluster's primary, and the warnings.
    package func check() async throws(CutoverFailure) -> (target: Target, warnings: [String]) {
        let facts = try await CutoverInquiry(old: old, new: new).facts(subscription: subscription)
        self.facts = facts
        if let refusal = CutoverObstacle.first(in: facts) {
            throw CutoverFailure("refused by rule \(refusal.obstacle.rawValue): \(refusal.sentence)")
        }
        return (Target(facts.new.identity), facts.warnings)
    }

    /// Makes what tells later whether there is a way back.
    package func keepWayBack() async throws(CutoverFailure) {
        guard facts?.blindness == nil else { return }
        do throws(CutoverFailure) {
            try await WayBack(session: new).make()
        } catch {
            // PostgreSQL waits for the end of every transaction that has written, and drops what is half made.
            throw CutoverFailure(
                "the slot for the way back can't be made, maybe since a transaction is open at the new cluster: \(error)"
            )
        }
        hasMadeSlot = true
    }

    /// Has the old cluster refuse writes and waits until the new one has all of them; then gives it the sequences' values. Called
    /// while all agents hold.
    /// - Returns: the position that was waited for, and the number of sequences.
    package func complete(
        until deadline: ContinuousClock.Instant
    ) async throws(CutoverFailure) -> (lsn: String, sequences: Int) {
        guard let facts, let slot = facts.subscription?.slot else {
            throw CutoverFailure("the clusters were not asked yet")
        }
        isLocked = true
        try await WriteLock(session: old).close(until: deadline)
        try await old.run(CutoverStatement.flush)
        guard let lsn = try await old.run(CutoverStatement.position).value("lsn") else {
            throw CutoverFailure("\(old.option): the server does not say its position")
        }
        let values = try await CutoverInquiry.values(of: facts.sequences, at: old)
        try await waitForReplay(slot, lsn, until: deadline)
        try await set(values)
        if facts.blindness == nil, case .known(let write?) = await WayBack(session: new).firstWrite() {
            throw CutoverFailure("the new cluster was written to by others meanwhile: \(write)")
        }
        return (lsn, values.count)
    }

    private func waitForReplay(
        _ slot: String, _ lsn: String, until deadline: ContinuousClock.Instant
    ) async throws(CutoverFailure) {
        // What the subscriber applies without waiting for its disk counts once that is there.
        var flush = ContinuousClock.now
        while true {
            let answer = try await old.run(CutoverStatement.hasReplayed(slot, lsn))
            guard let replayed = answer.value("replayed") else {
                throw CutoverFailure("\(old.option): the subscription's slot \(slot) is gone")
            }
            if replayed == "t" { return }
            guard .now < deadline, !Task.isCancelled else {
                throw CutoverFailure(
                    "the new cluster has replayed \(answer.value("lsn") ?? "nothing") only, and the old one is at \(lsn)"
                )
            }
            if .now >= flush {
                try await new.run(CutoverStatement.flush)
                flush = .now + .milliseconds(50)
            }
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
    }

    private func set(_ values: [SequenceValue]) async throws(CutoverFailure) {
        var rest = values[...]
        while !rest.isEmpty {
            try await new.run(CutoverStatement.set(Array(rest.prefix(CutoverInquiry.some))))
            rest = rest.dropFirst(CutoverInquiry.some)
        }
    }

    /// Looks whether writes may go back to `new`, the cluster that they came from.
    /// - Returns: the run of its primary.
    package func checkWayBack() async throws(CutoverFailure) -> Target {
        let facts = try await wayBackFacts()
        if let refusal = WayBackObstacle.first(in: facts) {
            throw CutoverFailure("refused by rule \(refusal.obstacle.rawValue): \(refusal.sentence)")
        }
        return Target(facts.former.identity)
    }

    /// Has the present cluster refuse writes, looks again, and has the former one take them. Called while all agents hold.
    package func completeWayBack(until deadline: ContinuousClock.Instant) async throws(CutoverFailure) {
        isLocked = true
        try await WriteLock(session: old).close(until: deadline)
        _ = try await checkWayBack()
        isUnlocked = true
        try await WriteLock(session: new).open(until: deadline)
    }

    private func wayBackFacts() async throws(CutoverFailure) -> WayBackFacts {
        let present = try await old.side().side
        let former = try await new.side().side
        let names = try await new.names(CutoverStatement.sequences)
        let (before, after) = (
            try await CutoverInquiry.values(of: names, at: new), try await CutoverInquiry.values(of: names, at: old)
        )
        return WayBackFacts(
            present: present, former: former, write: await WayBack(session: old).firstWrite(),
            movedSequences: before.filter { !after.contains($0) }.map(\.name))
    }

    /// Lets the present cluster subscribe on: after a way back it takes writes of its subscription only, as before.
    package func endWayBack() async throws(CutoverFailure) {
        try await WriteLock(session: old).open(until: .now + .seconds(5))
        try await WayBack(session: old).drop()
    }

    /// Notes that the agents are told to adopt the new cluster from now on, and that they were not.
    package func commit() { isCommitted = true }
    package func withdraw() { isCommitted = false }

    /// Undoes what was begun, unless the agents have been told to adopt the new cluster.
    /// - Returns: a sentence where something was undone, or could not be.
    package func undo() async -> String? {
        guard !isCommitted else { return nil }
        var words: [String] = []
        do throws(CutoverFailure) {
            if isUnlocked {
                try await new.run(CutoverStatement.lock)
                try await WriteLock(session: new).close(until: .now + .seconds(1))
            }
            if isLocked {
                try await WriteLock(session: old).open(until: .now + .seconds(5))
                words.append("the old cluster takes writes again")
            }
            isLocked = false
            isUnlocked = false
            if hasMadeSlot { try await WayBack(session: new).drop() }
            hasMadeSlot = false
        } catch {
            words.append(isLocked ? "\(error); say `pointsman cutover --unlock` for the old cluster" : "\(error)")
        }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}

/// What an operator does to one cluster by itself.
package enum CutoverRemains {
    /// Has the cluster take writes again after a cutover that was broken off.
    package static func unlock(_ place: CutoverPlace) async throws(CutoverFailure) {
        let session = try await CutoverSession(place)
        try await WriteLock(session: session).open(until: .now + .seconds(5))
    }

    /// Drops what a way back needs.
    /// - Returns: whether there was something.
    package static func close(_ place: CutoverPlace) async throws(CutoverFailure) -> Bool {
        try await WayBack(session: CutoverSession(place)).drop()
    }
}
