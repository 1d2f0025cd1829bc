import PointsmanAgent
import PointsmanFormats
import Testing

@Suite("PgBouncer's figures for a metrics scrape")
struct PoolerFiguresTests {
    private static let answers: PoolerAnswers = {
        var answers = PoolerAnswers()
        answers.took = .milliseconds(2)
        return answers
    }()

    @Test("PgBouncer's figures are returned when they arrive")
    func inTime() async {
        let figures = PoolerFigures { Self.answers }
        #expect(await figures.answers() == Self.answers)
        let late = PoolerFigures {
            try? await Task.sleep(for: .milliseconds(100))
            return Self.answers
        }
        #expect(await late.answers() == Self.answers)
    }

    @Test("a scrape gets no PgBouncer figures if their reader is stuck", .timeLimit(.minutes(10)))
    func stuck() async {
        let figures = PoolerFigures {
            try? await Task.sleep(for: .seconds(3_600))
            return Self.answers
        }
        #expect(await figures.answers() == PoolerAnswers())
    }
}
