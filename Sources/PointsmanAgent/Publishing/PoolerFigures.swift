import LinuxReactor
package import PointsmanFormats

/// PgBouncer's figures for readers on other threads, who get them in time or go without.
package struct PoolerFigures: Sendable {
    /// What the console may take, and the reactor to come to it.
    private static let patience = Duration.milliseconds(1_500)

    private let read: @Sendable () async -> PoolerAnswers

    init(_ reader: ShowReader) {
        self.init { await Reactor.run { await reader.answers() } }
    }

    package init(_ read: @escaping @Sendable () async -> PoolerAnswers) {
        self.read = read
    }

    /// Nobody's answers where there are none in time. It is not the reactor that keeps the time: it may be what is stuck,
    /// and then a scrape is needed most.
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
