import PointsmanCore
import Testing

@Suite("States that only an operator can end")
struct RefusedPrimaryTests {
    struct State: Sendable, CustomTestStringConvertible {
        let name: String
        var policy = Policy()
        var fence: Fence? = PointsmanCoreTests.fence(timeline: 4, owner: iad, lsn: 1_000, started: 1)
        /// What `fra` says; `iad` is gone.
        let report: ServerReport
        /// What the sentence must say of the cost.
        let cost: String
        var testDescription: String { name }
    }

    static let states = [
        State(
            name: "another cluster", report: primary(timeline: 1, cluster: SystemIdentifier(8), started: 2),
            cost: "what only the old cluster had acknowledged is lost"),
        State(
            name: "another cluster at a first start that is told which is ours", policy: pinned(), fence: nil,
            report: primary(timeline: 1, cluster: SystemIdentifier(8), started: 2),
            cost: "what only the old cluster had acknowledged is lost"),
        State(
            name: "a lower timeline", report: primary(timeline: 3, started: 2),
            cost: "what was acknowledged on timeline 4 and is not on 127.0.0.12:5432 is lost"),
        State(
            name: "below the lowest timeline at a first start", policy: lowest(), fence: nil,
            report: primary(timeline: 3, started: 2), cost: "what was acknowledged on higher timelines is lost"),
        State(
            name: "the fence's timeline under another owner", report: primary(timeline: 4, started: 2),
            cost: "what 127.0.0.11:5432 acknowledged (up to 0/3E8) and 127.0.0.12:5432 does not have is lost"),
        State(
            name: "the owner with less than it has shown",
            fence: PointsmanCoreTests.fence(timeline: 4, owner: fra, lsn: 2_000, started: 7),
            report: primary(timeline: 4, started: 2), cost: "what it acknowledged in between is lost"),
        State(
            name: "passed over by an earlier word",
            fence: Fence(
                systemIdentifier: ours, timeline: Timeline(3), owner: iad, lsn: LSN(bytes: 1), disownedMicroseconds: [2]
            ),
            report: primary(timeline: 4, started: 2), cost: "passed over when an operator adopted 127.0.0.11:5432"),
    ]

    @Test("a refused primary's notice names the command and its cost, and the command ends it", arguments: states)
    func word(state: State) throws {
        var shell = ScriptedShell(policy: state.policy, fence: state.fence)
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.miss(iad, .down(.systemError(111)))
        shell.see(fra, state.report)
        #expect(shell.status?.verdict.target == nil)
        let sentence = try #require(shell.status?.notices.first)
        #expect(sentence.contains("say `pointsman fence adopt 127.0.0.12:5432` on each instance"), "\(sentence)")
        #expect(sentence.contains(state.cost), "\(sentence)")
        #expect(shell.status?.refused.map(\.member) == [fra])
        shell.send(.request(.adoptFence(fra)))
        #expect(shell.status?.verdict.target == fra)
        #expect(shell.status?.refused == [])
    }

    @Test("a refused primary is not reported while another primary takes writes")
    func other() {
        var shell = ScriptedShell.settled()
        shell.see(fra, primary(timeline: 2, started: 9))
        #expect(shell.status?.refused == [])
    }

    private static func pinned() -> Policy {
        var policy = Policy()
        policy.systemIdentifier = ours
        return policy
    }

    private static func lowest() -> Policy {
        var policy = Policy()
        policy.minTimeline = Timeline(4)
        return policy
    }
}
