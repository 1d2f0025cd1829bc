import LinuxReactor
package import PointsmanFormats

/// PgBouncer's figures for readers on other threads, which get them in time or not at all.
package struct PoolerFigures: Sendable {
    /// The time limit for the console, and for the reactor to get to it.
    private static let patience = Duration.milliseconds(1_500)

    private let read: @Sendable () async -> PoolerAnswers

    /// - Parameter readers: those of each PgBouncer process.
    init(_ readers: [ShowReader]) {
        self.init { await Reactor.run { await Self.answers(readers) } }
    }

    @Reactor
    private static func answers(_ readers: [ShowReader]) async -> PoolerAnswers {
        guard readers.count != 1 else { return await readers[0].answers() }
        let tasks = readers.map { reader in Reactor.task { await reader.answers() } }
        var all: [PoolerAnswers] = []
        for task in tasks { all.append(await task.value) }
        return PoolerAnswers(sumOf: all)
    }

    package init(_ read: @escaping @Sendable () async -> PoolerAnswers) {
        self.read = read
    }

    /// The figures; empty if they don't come in time: a scrape is needed most if the reactor is stuck.
    package func answers() async -> PoolerAnswers {
        await OneAnswer.of(within: Self.patience, else: PoolerAnswers(), read)
    }
}
