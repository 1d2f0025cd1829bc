import PointsmanCore
import PointsmanScenarios

// What the agent's log does not tell: single probes, the answers of DNS, round trips, orders and second opinions.
extension DrillFacts {
    private static let recorded: [Fact.Kind] = [.observed, .named, .canaryPassed, .orderedReads, .spokenOf]
    /// The keys of what the agent does, after what it learns.
    private static let orders = ["order", "canary"]
    /// A line's time in a log has whole milliseconds, and a recording's is finer: what caused a line must not come after it.
    private static let rounding = VirtualTime.milliseconds(1)

    /// Takes the agent's recording, unless parts of it are missing. Of what it learned before the drill only the latest
    /// counts, which it still knows.
    package mutating func add(recorded sights: [RecordedSight], isWhole: Bool) {
        guard isWhole, !lostAgent, systemIdentifier != nil else {
            let reason =
                lostAgent ? "the recorder's last half second died with the agent" : "parts of the recording are missing"
            for kind in Self.recorded { unseen[kind] = reason }
            return
        }
        for kind in Self.recorded { unseen[kind] = nil }
        var reader = Reader()
        var known: [(key: String, fact: Fact)] = []
        for sight in sights {
            let moment = VirtualTime(nanoseconds: sight.wall - began)
            guard moment <= end else { break }
            for (key, fact) in reader.facts(of: sight, in: self, at: max(.zero, moment)) {
                if moment >= .zero {
                    add(fact, at: max(.zero, moment - Self.rounding))
                } else if let place = known.firstIndex(where: { $0.key == key }) {
                    known[place].fact = fact
                } else {
                    known.append((key, fact))
                }
            }
        }
        // What was ordered came of all that was known by then.
        known = known.filter { !Self.orders.contains($0.key) } + known.filter { Self.orders.contains($0.key) }
        // Before the agent says the first word of the drill.
        let place = entries.firstIndex { if case .spoke = $0.fact { true } else { false } } ?? 0
        entries.insert(contentsOf: known.map { .init(.zero, $0.fact) }, at: place)
    }

    /// Follows the orders of a recording, since a result names only its order.
    private struct Reader {
        private var canaries: [OperationID] = []
        /// The address that writes were led to last.
        private var led: Int?

        /// The facts of one step, each with what it replaces: a later fact of the same key makes it old.
        mutating func facts(
            of sight: RecordedSight, in drill: DrillFacts, at moment: VirtualTime
        ) -> [(key: String, fact: Fact)] {
            var facts = told(sight.event, drill, moment)
            for case .perform(let id, let operation) in sight.directives {
                switch operation {
                case .set(let setting):
                    led = drill.number(of: setting.writes.member.address)
                    facts.append(
                        (
                            "order",
                            .orderedReads(
                                agent: 0, address: drill.number(of: setting.reads.address), primary: led,
                                timeline: setting.writes.timeline.number)
                        ))
                case .unroute(let reads):
                    led = nil
                    let address = drill.number(of: reads?.address)
                    facts.append(
                        ("order", .orderedReads(agent: 0, address: address, primary: nil, timeline: nil)))
                case .confirm: canaries.append(id)
                case .pause, .drain, .sever, .resume, .refuse, .turnAway, .save: break
                }
            }
            return facts
        }

        private mutating func told(
            _ event: Event, _ drill: DrillFacts, _ moment: VirtualTime
        ) -> [(key: String, fact: Fact)] {
            switch event {
            case .observed(let observation): return seen(observation, drill, moment)
            case .linkLost(let member, _):
                guard let address = drill.number(of: member.address) else { return [] }
                return [("seen \(address)", .observed(agent: 0, address: address, claim: nil))]
            case .discovery(let result):
                guard let named = result.named else { return [] }
                let bits = named.members.compactMap { drill.number(of: $0.id.address) }
                    .reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
                return [("named", .named(agent: 0, addresses: bits))]
            case .opinion(let opinion):
                guard let address = drill.number(of: opinion.member.address), opinion.answer != .nothing else {
                    return []
                }
                let isRefusal = if case .refuses = opinion.answer { true } else { false }
                let source = opinion.source
                return [
                    (
                        "opinion \(address) \(source)",
                        .spokenOf(agent: 0, address: address, source: source, isRefusal: isRefusal)
                    )
                ]
            case .finished(let id, let outcome):
                guard let place = canaries.firstIndex(of: id) else { return [] }
                canaries.remove(at: place)
                let isProof =
                    switch outcome {
                    case .done, .doneUnused: true
                    case .full(let fullness): fullness.fencedConnections > 0
                    case .failed: false
                    }
                guard isProof, let server = drill.server(at: led, moment) else { return [] }
                return [("canary", .canaryPassed(agent: 0, server: server))]
            default: return []
            }
        }

        private func seen(
            _ observation: Observation, _ drill: DrillFacts, _ moment: VirtualTime
        ) -> [(key: String, fact: Fact)] {
            guard let address = drill.number(of: observation.member.address),
                let server = drill.server(at: address, moment)
            else { return [] }
            let key = "seen \(address)"
            switch observation.result {
            case .failure(let failure):
                let lost = (key, Fact.observed(agent: 0, address: address, claim: nil))
                guard case .blind = failure else { return [lost] }
                return [("blind \(address)", .blinded(agent: 0, server: server)), lost]
            case .report(let report):
                return [
                    (key, .observed(agent: 0, address: address, claim: drill.claim(report, of: server, at: moment)))
                ]
            }
        }
    }

    private func claim(_ report: ServerReport, of server: Int, at moment: VirtualTime) -> Claim {
        let isOurs = report.identity.systemIdentifier == systemIdentifier
        let upstream = number(of: report.upstream.member?.address)
        return Claim(
            server: server, isOurs: isOurs, isInRecovery: report.isInRecovery, isReadOnly: report.isReadOnly,
            timeline: report.timeline?.number ?? 0, lsn: report.lsn?.bytes ?? 0,
            follows: self.server(at: upstream, moment), followers: report.followers.count ?? 0,
            staleness: report.staleness.map { VirtualTime($0) },
            run: UInt32(truncatingIfNeeded: report.identity.startedMicroseconds),
            cluster: isOurs ? Numbering.cluster : Numbering.stranger)
    }
}
