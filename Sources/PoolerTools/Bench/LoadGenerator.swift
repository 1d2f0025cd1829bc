import LinuxReactor

/// Who makes a load.
@Reactor
protocol LoadGenerator {
    /// Makes what it needs, and sees whether it works at all.
    func prepare() async throws(Bench.Failure)
    /// `clients` sessions work for `span`.
    /// - Parameter progress: is told how much of it has passed.
    func work(_ side: BenchSide, clients: Int, for span: Duration, progress: (Duration) -> Void) async -> LoadFigures
    /// Removes what it has made.
    /// - Returns: what is left of it, and how to remove that; nil for nothing.
    func cleanUp() async -> String?
}
