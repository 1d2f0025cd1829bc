import PointsmanFormats
import PoolerTools
import Testing

@Suite("Parts of bench")
struct BenchPartsTests {
    @Test(
        "percentiles are measured values, by nearest rank",
        arguments: [
            (1...1, 1, 1, 1), (1...2, 1, 2, 2), (1...20, 10, 19, 20), (1...100, 50, 95, 99), (1...200, 100, 190, 198),
            (1...101, 51, 96, 100),
        ])
    func percentiles(values: ClosedRange<Int>, p50: Int, p95: Int, p99: Int) throws {
        let found = try #require(Percentiles(values.reversed().map { .milliseconds($0) }))
        #expect(found.p50 == .milliseconds(p50) && found.p95 == .milliseconds(p95) && found.p99 == .milliseconds(p99))
    }

    @Test("an empty set of times has no percentiles")
    func none() {
        #expect(Percentiles([]) == nil)
    }

    @Test(
        "bench takes half of the free connections directly, or all if it may exhaust them",
        arguments: [(0, false, 0), (1, false, 0), (97, false, 48), (97, true, 97), (-3, true, 0)])
    func bound(free: Int, mayExhaust: Bool, most: Int) {
        #expect(BenchPlan(mayExhaust: mayExhaust).mostDirect(free: free) == most)
    }

    @Test(
        "bench refuses a primary that is busy with other work unless it may disturb it",
        arguments: [(0, false, false), (100, false, false), (101, false, true), (9_000, true, false)])
    func refusal(commits: Int, mayDisturb: Bool, isRefused: Bool) {
        #expect((BenchPlan(mayDisturb: mayDisturb).refusal(commitsPerSecond: commits) != nil) == isRefused)
    }

    @Test("bench shares clients out evenly and leaves out a place that gets none")
    func shares() {
        func counts(_ clients: Int) -> [Int] { BenchSide.shares(of: clients, among: ["a", "b", "c"]).map(\.count) }
        #expect(counts(8) == [3, 3, 2])
        #expect(counts(2) == [1, 1])
        #expect(counts(3) == [1, 1, 1])
    }

    @Test("bench adds up what was done at the same time over the longest span")
    func meanwhile() {
        var figures = LoadFigures(begun: 2, times: [.seconds(1), .seconds(1)], span: .seconds(2))
        figures.addMeanwhile(LoadFigures(begun: 2, failed: 1, times: [.seconds(3)], span: .seconds(3)))
        #expect(figures.perSecond == 1)
        #expect(figures.begun == 4 && figures.failed == 1)
    }

    @Test("bench tells the size of all processes' pools together, and none if a console is silent")
    func pools() {
        let pooler = HealthyFacts.pooler
        let both = BenchPools([pooler, pooler], database: "app")
        #expect(both.size == 40 && both.mode == "transaction")
        #expect(both.words == "in transaction mode, 2 processes")
        let one = BenchPools([nil, pooler], database: "app")
        #expect(one.size == nil && one.mode == "transaction")
        #expect(one.words == "in transaction mode, 2 processes, of which 1 did not answer")
        #expect(BenchPools([nil], database: "app").words == "(its console is silent)")
        #expect(BenchPools([pooler], database: "app").words == "in transaction mode")
    }

    @Test("bench refuses prepared statements if one of several processes can't carry them")
    func prepared() {
        var other = HealthyFacts.pooler
        other.settings["max_prepared_statements"] = "0"
        let work = PgbenchWork(queries: .prepared)
        #expect(BenchPools([HealthyFacts.pooler, HealthyFacts.pooler], database: "app").refusal(of: work) == nil)
        #expect(BenchPools([HealthyFacts.pooler, other], database: "app").refusal(of: work)?.contains("is 0") == true)
        #expect(BenchPools([HealthyFacts.pooler, nil], database: "app").refusal(of: work)?.contains("silent") == true)
    }

    @Test("bench announces what it will do")
    func announcement() {
        let text = BenchPlan(mostClients: 500).announcement(
            primary: "127.0.0.1:5432", pooler: "in session mode", free: 90)
        for words in ["read only", "1, 4, 16 clients", "at most 45 of the server's 90", "500 at most"] {
            #expect(text.contains(words), "\(text)")
        }
    }

    @Test(
        "a bar of bench's plot is as long as its share, to an eighth of a column",
        arguments: [(1.0, "████"), (0.5, "██"), (0.28125, "█▏"), (0.0, "▏")])
    func bar(share: Double, text: String) {
        #expect(BenchPlot.bar(share, 4) == text)
    }

    @Test("bench's table aligns its columns")
    func table() {
        #expect(BenchReport.table([["", "a"], ["long", "10"]]) == ["       a", "long  10"])
    }

    @Test(
        "bench's ratios have two decimals",
        arguments: [(1.0, 2.0, "0.50"), (2.0, 1.0, "2.00"), (1.049, 1.0, "1.05"), (1.0, 0.0, "-")])
    func ratio(value: Double, base: Double, text: String) {
        #expect(BenchReport.ratio(value, base) == text)
    }

    @Test("bench's progress bar keeps to one line", arguments: [(-1.0, "0 %"), (0.5, "50 %"), (2.0, "100 %")])
    func progress(done: Double, percent: String) {
        let line = ProgressBar.line(done, "most clients, direct", width: 80)
        #expect(line.hasPrefix("\r\u{1B}[K") && line.contains(" \(percent) most"))
        #expect(line.count < 84)
    }

    @Test("bench's text and JSON tell both ways and what ended the search, in lines no wider than the terminal")
    func report() {
        var report = BenchReport(
            plan: BenchPlan(), primary: "127.0.0.1:5432", poolMode: "session", poolSize: 20, freeConnections: 97)
        report.setUp = BothSides(direct: Self.figures(9_000), pooled: Self.figures(3_000))
        report.loads = [.init(clients: 1, figures: BothSides(direct: Self.figures(200), pooled: Self.figures(300)))]
        report.limits = BothSides(
            direct: ClientLimit(clients: 97, failure: "FATAL: too many", sqlState: "53300"),
            pooled: ClientLimit(clients: 400))
        let meaning = report.meaning
        #expect(meaning.first == "A new connection is 3.00 times quicker through PgBouncer: 3.0 instead of 9.0 ms.")
        #expect(meaning.contains("With 1 client a statement takes 0.10 ms more through PgBouncer (p50)."))
        #expect(meaning.contains("Directly 97 clients work at once, and one more fails: FATAL: too many."))
        #expect(meaning.contains("Through PgBouncer 400 clients work at once; more were not tried."))
        #expect(meaning.contains { $0.contains("pools sessions") })
        for width in [40, 80, 200] {
            #expect(BenchPlot.text(report, width: width).allSatisfy { $0.count <= width })
        }
        #expect(report.json["most_clients"]?["direct"]?["sqlstate"] == "53300")
        #expect(report.json["connection_set_up"]?["pooled"]?["p95_microseconds"] == 3_000)
    }

    private static func figures(_ microseconds: Int) -> LoadFigures {
        LoadFigures(begun: 1, times: [.microseconds(microseconds)], span: .seconds(1))
    }
}
