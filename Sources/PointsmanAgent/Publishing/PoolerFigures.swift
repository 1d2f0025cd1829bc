import LinuxReactor
package import PointsmanFormats

/// PgBouncer's figures for readers on other threads, which get them in time or not at all.
package struct PoolerFigures: Sendable {
    /// The time limit for the console, and for the reactor to get to it.
    private static let patience = Duration.milliseconds(1_500)

    private let read: @Sendable () async -> PoolerAnswers

    init(_ reader: ShowReader) {
        self.init { await Reactor.run { await reader.answers() } }
    }

    package init(_ read: @escaping @Sendable () async -> PoolerAnswers) {
        self.read = read
    }

    /// The figures; empty if they don't come in time. The time is not kept by the reactor, which may be what is stuck:
    /// in that case a scrape is needed most.
    package func answers() async -> PoolerAnswers {
        let waiting = OneAnswer()
        let reading = Task { waiting.give(await read()) }
        let limit = Task {
            try? await Task.sleep(for: Self.patience)
            waiting.give(PoolerAnswers())
        }
        defer {
            reading.cancel()
            limit.cancel()
        }
        return await waiting.value()
    }
}
