import FoundationEssentials
import PointsmanLab
import PointsmanLoad
import PointsmanScenarios
import Testing

@Suite("A drill's figures")
struct DrillFiguresTests {
    @Test("a drill's times count from the first direct write")
    func times() {
        let figures = DrillFigures("crash", history(sound))
        #expect(figures.withoutPrimaryMs == 1000)
        #expect(figures.rerouteMs == 8)
        #expect(figures.allBackMs == 20)
        #expect(figures.longestGapMs == 1105)
    }

    @Test("a writer quicker than the poll gives a negative reroute time")
    func sign() {
        let early = sound + [acknowledged(0, 9, by: new, sent: 1990, ended: 1998)]
        #expect(DrillFigures("crash", history(early)).rerouteMs == -2)
    }

    @Test("only commits of the server that took the direct write count, also if the old primary was restarted")
    func flap() {
        let attempts = [
            acknowledged(0, 0, by: old, sent: 990, ended: 2001),
            acknowledged(0, 1, by: restarted, sent: 2002, ended: 2030),
        ]
        let figures = DrillFigures("flap", history(attempts, target: restarted, writers: 1))
        #expect(figures.rerouteMs == 30)
        #expect(figures.ledger.stale == 0)
    }

    @Test("a drill has no all-back time if a writer never returns, and its silence counts as a gap")
    func missingWriter() {
        let figures = DrillFigures("crash", history(sound, writers: 3))
        #expect(figures.allBackMs == nil)
        let others = [5000, 9005].map { acknowledged(0, Int($0), by: new, sent: $0 - 3, ended: $0) }
        let silent = history(sound + others)
        #expect(DrillFigures("crash", silent).longestGapMs == 9005 - 2020)
    }

    @Test("a drill with several moves reports the worst time, and none if a move never ended")
    func moves() {
        var history = history(sound)
        let third = ServerMark(timeline: 3, startedAt: "third")
        history.moves.append(
            DrillMove(faultAt: at(2500), goneAt: at(2505), since: at(2990), acceptedAt: at(3000), target: third))
        #expect(DrillFigures("cascade", history).allBackMs == nil)
        history.attempts += [
            acknowledged(0, 4, by: third, sent: 2600, ended: 3005),
            acknowledged(1, 2, by: third, sent: 2600, ended: 3090),
        ]
        let figures = DrillFigures("cascade", history)
        #expect(figures.rerouteMs == 8)
        #expect(figures.allBackMs == 90)
    }

    @Test("only commits after the primary was looked for count if the primary stays")
    func since() {
        var history = history(sound, target: old)
        history.attempts.append(acknowledged(0, 9, by: old, sent: 2001, ended: 2004))
        history.attempts.append(acknowledged(1, 9, by: old, sent: 2001, ended: 2006))
        let figures = DrillFigures("partition --from agent", history)
        #expect(figures.rerouteMs == 4)
        #expect(figures.allBackMs == 6)
    }

    @Test("a drill without a move has no reroute time")
    func still() {
        var history = history(sound)
        history.moves = []
        let figures = DrillFigures("clone", history)
        #expect(figures.rerouteMs == nil)
        #expect(figures.withoutPrimaryMs == nil)
        #expect(figures.errorsOther == 1)
    }

    @Test("callers count in a drill's errors, not in its writers' times")
    func callers() {
        let attempts =
            sound + [
                failed(2, 0, refused, sent: 1500, ended: 1501), acknowledged(2, 1, by: new, sent: 1999, ended: 2001),
            ]
        let figures = DrillFigures("crash", history(attempts))
        #expect(figures.rerouteMs == 8)
        #expect(figures.errorsOther == 1)
        #expect(figures.othersFromMs == figures.othersToMs)
        #expect(figures.othersFromMs == 501)
    }

    @Test(
        "a failure is in flight only if its server connection died with the primary",
        arguments: [
            (crashed, 999, 1002, true),
            // The pooler had not seen the end yet.
            (crashed, 1030, 1031, true),
            // Long after the primary was gone, and before there was a fault at all.
            (crashed, 1500, 1501, false),
            (crashed, 500, 502, false),
            (refused, 999, 1002, false),
            (Failure(phase: .statement, sqlState: "57P01", message: "terminating connection"), 1001, 1002, true),
            (
                Failure(phase: .statement, sqlState: "57P03", message: "the database system is shutting down"), 1001,
                1002, false
            ),
            (Failure(phase: .statement, sqlState: "25006", message: "cannot execute INSERT"), 1001, 1002, false),
            (Failure(phase: .connect, sqlState: "57P01", message: "terminating connection"), 1001, 1002, false),
            (Failure(phase: .statement, sqlState: "08P01", message: "database removed"), 1001, 1002, false),
        ] as [(Failure, Int64, Int64, Bool)])
    func inFlight(failure: Failure, sent: Int64, ended: Int64, isInFlight: Bool) {
        let figures = DrillFigures("crash", history([failed(0, 0, failure, sent: sent, ended: ended)]))
        #expect(figures.errorsInFlight == (isInFlight ? 1 : 0))
        #expect(figures.errorsOther == (isInFlight ? 0 : 1))
    }

    @Test("a failure's kind leaves out addresses and numbers")
    func kinds() {
        let text = "connection to server at \"127.0.0.1\", port 41157 failed: Connection refused"
        let failure = Failure(phase: .connect, sqlState: nil, message: text)
        #expect(failure.kind == "connect ----- connection to server at \"N\", port N failed: Connection refused")
    }

    @Test("a drill's JSON has all promised names, and null for a figure that never came")
    func json() throws {
        let data = try JSONEncoder().encode(DrillOutcome(of: .crash, history(sound, writers: 3)))
        let text = String(decoding: data, as: UTF8.self)
        for key in [
            "reroute_ms", "all_back_ms", "longest_gap_ms", "errors_in_flight", "errors_other",
            "errors_other_from_ms", "errors_other_to_ms", "acked_lost",
            "acked_stale", "kinds", "verdict", "reasons", "rules", "path", "lost_by",
        ] {
            #expect(text.contains("\"\(key)\":"))
        }
        #expect(text.contains("\"all_back_ms\":null"))
    }

    @Test("a summary of drills has median, both ends, and the number of runs without the figure")
    func summary() throws {
        let range = try #require(DrillSummary.Range([3, 1, nil, 2, 10]))
        #expect((range.median, range.lowest, range.highest) == (3, 1, 10))
        #expect(range.missing == 1)
        let runs = [DrillFigures("crash", history(sound)), DrillFigures("crash", history(sound))]
        #expect(DrillSummary(runs).kinds == [crashed.kind: 2])
    }
}
