import PointsmanCore
import PointsmanScenarios

/// The behaviour of a source of second opinions for a while.
enum SourceMood: CaseIterable {
    case honest, refusing, lying, silent
    /// Its port is closed.
    case closed
}

/// The answer of a source.
enum SourceAnswer: Equatable {
    case agrees, refuses, silence
    /// It answers and says nothing; or its port is closed.
    case nothing, closed

    var isRefusal: Bool? {
        switch self {
        case .agrees: false
        case .refuses: true
        case .silence, .nothing, .closed: nil
        }
    }

    var opinion: Opinion.Answer {
        switch self {
        case .agrees: .agrees
        case .refuses: .refuses("a source refuses it")
        case .silence, .nothing, .closed: .nothing
        }
    }

    var presence: SourcePresence {
        switch self {
        case .agrees, .refuses, .nothing: .present(nil)
        case .silence: .silent
        case .closed: .absent
        }
    }
}

// Second opinions: in some runs agents ask sources besides the members, which answer, refuse, say nothing, lie, come
// and go.
extension World {
    static let patroni = OpinionSource(.patroni, port: 8008)
    static let flycheck = OpinionSource(.fly, port: 5500)
    static let fleet = OpinionSource(.fleet, port: 6433)

    /// Draws the sources that are asked, and those that are searched for, in the run of this seed.
    static func sources(
        _ chance: inout SeededGenerator
    ) -> (asked: [OpinionSource], sought: [OpinionSource]) {
        guard chance.chance(permille: 300) else { return ([], []) }
        return chance.pick([
            ([patroni], []), ([patroni, fleet], []), ([flycheck], [patroni]), ([], [patroni, flycheck]), ([fleet], []),
        ])
    }

    var hasSources: Bool { !asked.isEmpty || !sought.isEmpty }

    /// `policy` with the sources of this run.
    func informed(_ policy: Policy) -> Policy {
        var policy = policy
        policy.secondOpinions = asked
        policy.soughtOpinions = sought
        return policy
    }

    /// Whether all sources besides the members tell the truth.
    var areSourcesSound: Bool { moods.allSatisfy { $0 == .honest } }

    /// Changes a source's behaviour, and schedules the next change.
    func turnSource(_ index: Int) {
        guard !isHealed else { return }
        moods[index] = sourceDraws.chance(permille: 500) ? .honest : sourceDraws.pick(SourceMood.allCases)
        trace?("source \(index) is \(moods[index])")
        soundSince = now
        schedule(
            .sourceTurns(index: Int32(index)), after: sourceDraws.time(.milliseconds(300) ... .milliseconds(8_000)))
    }

    /// The time from a question to its answer; nil if none comes.
    func sourceDelay(from agent: Int, to question: SourceQuestion) -> VirtualTime? {
        guard question.source.kind != .fleet else { return .milliseconds(2) }
        guard let server = address(of: question.member).flatMap({ index(at: $0) }),
            let span = roundTrip(.agent(agent), .server(server))
        else { return nil }
        // A dial takes a round trip, too.
        return span * 2 + .milliseconds(1)
    }

    func answer(to question: SourceQuestion, from agent: Int) -> SourceAnswer {
        if question.source.kind == .fleet { return answerOfFleet(to: question, from: agent) }
        guard let address = address(of: question.member), let server = server(at: address), server.isPowered,
            isOpen(.agent(agent), .server(server.index))
        else { return .silence }
        let isLeader = server.index == promoter.primary && server.isPrimary && server.answers
        switch moods[question.source.kind == .patroni ? 0 : 1] {
        case .honest: return isLeader ? .agrees : .refuses
        case .refusing: return .refuses
        case .lying: return isLeader ? .refuses : .agrees
        case .silent: return .silence
        case .closed: return .closed
        }
    }

    /// An agent that has seen a higher timeline of the cluster speaks against the member.
    private func answerOfFleet(to question: SourceQuestion, from agent: Int) -> SourceAnswer {
        guard let wish = question.consultation else { return .nothing }
        let isRefused = agents.contains { other in
            guard other.index != agent, other.isAlive, !other.isStopped, let fence = other.fence,
                isOpen(.agent(agent), .agent(other.index))
            else { return false }
            return fence.systemIdentifier == wish.systemIdentifier && fence.timeline > wish.timeline
        }
        return isRefused ? .refuses : .nothing
    }
}
