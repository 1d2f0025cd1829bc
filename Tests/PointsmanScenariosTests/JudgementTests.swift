import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("Judgements of a history")
struct JudgementTests {
    /// A hold that nothing ends, looked at each second.
    private func held(for seconds: Int64, unseen: [Fact.Kind: String] = [:]) -> History {
        var history = History(agents: 1, policy: .drills, unseen: unseen)
        history.add(.agentStarted(agent: 0, keepsFence: true), at: .zero)
        history.add(.paused(agent: 0), at: .zero)
        for second in 1...seconds {
            history.add(.looked(agent: 0, possible: nil, actual: nil), at: .seconds(second))
        }
        return history
    }

    @Test("every checker of the simulation judges a history once, under a unique name")
    func all() {
        let judgements = held(for: 1).judgements
        #expect(judgements.count == Checkers.all.count)
        #expect(Set(judgements.map(\.checker)).count == judgements.count)
        #expect(judgements.allSatisfy { $0.finding == .holds })
    }

    @Test("S3 reports a hold that lasts too long, with its moment", arguments: [10, 30] as [Int64])
    func broken(seconds: Int64) {
        let judgement = held(for: seconds).judge(BoundedHold.self)
        #expect((judgement.finding == .holds) == (seconds == 10))
        #expect(seconds == 10 || judgement.violation?.moment == .seconds(22))
    }

    @Test("a checker that lacks its facts does not judge, says why, and is not among those that hold")
    func unseen() {
        let judgements = held(for: 30, unseen: [.paused: "no log"]).judgements
        #expect(judgements.faults == [])
        #expect(judgements.others == ["S3"])
        #expect(!judgements.judges.contains("S3"))
        #expect(judgements.text.contains("not judged: S3, which needs paused: no log"))
    }

    @Test("each checker needs at least one kind of fact", arguments: Checkers.all.map { $0.name })
    func needs(name: String) {
        let type = Checkers.all.first { $0.name == name }
        #expect(type?.needs.isEmpty == false)
    }

    @Test("a history sorts late facts by time and keeps the order of facts of one moment")
    func order() {
        let entries: [History.Entry] = [
            .init(.seconds(2), .resumed(agent: 0)), .init(.seconds(1), .paused(agent: 0)), .init(.seconds(2), .healed),
        ]
        #expect(History(agents: 1, policy: .drills, entries).entries.map(\.fact.kind) == [.paused, .resumed, .healed])
    }
}
