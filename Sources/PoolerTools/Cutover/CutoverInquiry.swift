import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Asks both clusters what a cutover depends on. It changes nothing.
@Reactor
struct CutoverInquiry {
    let old: CutoverSession
    let new: CutoverSession

    func facts(subscription wanted: String?) async throws(CutoverFailure) -> CutoverFacts {
        try await old.lookAtSetting()
        try await new.lookAtSetting()
        let here = try await old.side()
        let there = try await new.side().side
        var facts = CutoverFacts(old: here.side, new: there, wanted: wanted)
        // A standby knows no positions of its own; the rules name it first.
        guard !here.side.isInRecovery, !there.isInRecovery else { return facts }
        facts.preparedTransactions = here.prepared
        facts.largeObjects = here.objects
        facts.subscriptions = try await new.run(CutoverStatement.subscriptions).records.map { record in
            CutoverFacts.Subscription(
                name: record("name") ?? "", isEnabled: record("enabled") == "t", slot: record("slot"))
        }
        facts.tables = try await old.run(CutoverStatement.tables).records.map { record in
            CutoverFacts.Table(
                name: record("name") ?? "", root: record("root"), isKeyed: record("keyed") == "t",
                isUnlogged: record("unlogged") == "t")
        }
        facts.materializedViews = try await old.names(CutoverStatement.materializedViews)
        facts.sequences = try await old.names(CutoverStatement.sequences)
        let sequences = try await new.run(CutoverStatement.sequences).records
        facts.newSequences = sequences.compactMap { $0("name") }
        facts.lockedSequences = sequences.filter { $0("settable") != "t" }.compactMap { $0("name") }
        facts.roles = try await old.names(CutoverStatement.usedRoles)
        facts.newRoles = try await new.names(CutoverStatement.roles)
        let blindness = try await new.run(CutoverStatement.blindness).value("reason") ?? ""
        facts.blindness = blindness.isEmpty ? nil : blindness
        if let subscription = facts.subscription { try await look(at: subscription, &facts) }
        return facts
    }

    private func look(
        at subscription: CutoverFacts.Subscription, _ facts: inout CutoverFacts
    ) async throws(CutoverFailure) {
        facts.synced = try await new.run(CutoverStatement.synced(subscription.name)).records.map { record in
            CutoverFacts.Synced(name: record("name") ?? "", state: record("state") ?? "")
        }
        let publications = try await new.names(CutoverStatement.publications(subscription.name))
        if !publications.isEmpty {
            facts.partial = try await old.names(CutoverStatement.partial(publications, version: old.version))
        }
        guard let name = subscription.slot else { return }
        facts.slot = try await old.run(CutoverStatement.slot(name)).records.first.map { record in
            CutoverFacts.Slot(
                isActive: record("active") == "t", database: record("database") ?? "", state: record("state"),
                lagBytes: record("lag").flatMap { UInt64($0) } ?? .max)
        }
    }

    /// The sequences of `names` at one of the two clusters, in the order of their names.
    static func values(
        of names: [String], at session: CutoverSession
    ) async throws(CutoverFailure) -> [SequenceValue] {
        var values: [SequenceValue] = []
        var rest = names[...]
        while !rest.isEmpty {
            let answer = try await session.run(CutoverStatement.values(of: Array(rest.prefix(some))))
            rest = rest.dropFirst(some)
            values += answer.records.compactMap { record in
                guard let name = record("name"), let value = record("value").flatMap({ Int64($0) }) else { return nil }
                return SequenceValue(name: name, value: value, isCalled: record("called") == "t")
            }
        }
        return values
    }

    /// The number of sequences that one statement asks for or sets.
    static let some = 200
}
