import LinuxReactor

/// Our own sessions, with one small statement.
@Reactor
struct OwnLoad: LoadGenerator {
    let sides: BothSides<BenchLoad.Parameters>

    func prepare() async throws(Bench.Failure) {}

    func work(
        _ side: BenchSide, clients: Int, for span: Duration, progress: (Duration) -> Void
    ) async -> LoadFigures {
        await BenchLoad.work(sides[side], clients: clients, for: span)
    }

    func cleanUp() async -> String? { nil }
}
