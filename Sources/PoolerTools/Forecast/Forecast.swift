package import PointsmanScenarios
package import PointsmanSimulation

/// A forecast of outages: each kind is played many times in the model, and then with each setting at half its value.
package struct Forecast: Sendable {
    /// The outages of one kind.
    package struct Result: Sendable, Equatable {
        package let kind: Scenario.Outage
        /// The time from the fault to the first commit at the new primary. Those that never came are left out, and counted.
        package let first: OutageSpread
        /// The same until all clients are back.
        package let all: OutageSpread
        /// How many of the runs saw clients fail because the hold ran out.
        package let failed: Int
        /// How many had no commit at the new primary within a minute after the promotion.
        package let lost: Int
        /// What half of each setting changes, the largest change first.
        package var effects: [Effect] = []
    }

    /// What one setting at half its value changes.
    package struct Effect: Sendable, Equatable {
        package let setting: ForecastSetting
        /// How much shorter the median becomes; negative if it becomes longer.
        package let gain: Duration
        /// The same of the 99th percentile.
        package let gainAt99: Duration
    }

    package let model: ForecastModel
    package let runs: Int
    /// How many runs show what a setting changes: the same ones with and without.
    private var trials: Int { min(runs, 40) }

    package init(_ model: ForecastModel, runs: Int) {
        self.model = model
        self.runs = runs
    }

    /// - Parameter progress: gets how much is done, from 0 to 1.
    package func result(
        of kind: Scenario.Outage, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async -> Result? {
        let samples = await Self.play(kind, model, runs: runs)
        guard let first = OutageSpread(samples.compactMap(\.first)), let all = OutageSpread(samples.compactMap(\.all))
        else { return nil }
        var result = Result(
            kind: kind, first: first, all: all, failed: samples.count { $0.hasFailed },
            lost: samples.count { $0.first == nil })
        guard let before = OutageSpread(samples.prefix(trials).compactMap(\.first)) else { return result }
        let settings = ForecastSetting.allCases
        for (index, setting) in settings.enumerated() where setting.matters(to: kind) {
            progress(Double(index + 1) / Double(settings.count + 1))
            guard let halved = setting.halved(in: model),
                let after = OutageSpread(await Self.play(kind, halved, runs: trials).compactMap(\.first))
            else { continue }
            result.effects.append(
                Effect(setting: setting, gain: before.p50 - after.p50, gainAt99: before.p99 - after.p99))
        }
        result.effects.sort { max($0.gain, $0.gainAt99) > max($1.gain, $1.gainAt99) }
        return result
    }

    /// Runs of the seeds from 1 on, on a few threads; their order is that of the seeds.
    private static func play(_ kind: Scenario.Outage, _ model: ForecastModel, runs: Int) async -> [ForecastModel.Sample]
    {
        let threads = 4
        return await withTaskGroup(of: [(UInt64, ForecastModel.Sample)].self) { group in
            for thread in 0..<threads {
                group.addTask {
                    stride(from: UInt64(thread + 1), through: UInt64(runs), by: threads).map { seed in
                        Task.isCancelled
                            ? (seed, ForecastModel.Sample.none) : (seed, model.sample(kind, seed: seed))
                    }
                }
            }
            var samples: [(UInt64, ForecastModel.Sample)] = []
            for await part in group { samples += part }
            return samples.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

/// Percentiles by nearest rank, and the mean.
package struct OutageSpread: Sendable, Equatable {
    package let p50: Duration
    package let p90: Duration
    package let p99: Duration
    package let mean: Duration

    /// Nil if there are no measurements.
    package init?(_ durations: [Duration]) {
        guard !durations.isEmpty else { return nil }
        let sorted = durations.sorted()
        p50 = sorted[Percentiles.index(50, of: sorted.count)]
        p90 = sorted[Percentiles.index(90, of: sorted.count)]
        p99 = sorted[Percentiles.index(99, of: sorted.count)]
        mean = sorted.reduce(.zero, +) / sorted.count
    }
}
