package import PointsmanCore

/// One key that decisions depend on, with another value: for a replay that asks what it would have done.
package struct PolicyChange: Sendable {
    package let key: ConfigurationKey
    private let change: @Sendable (inout Policy) -> Void

    /// The keys that a replay can change.
    package static let keys: [ConfigurationKey] = [
        .probeInterval, .probeTimeout, .suspectAfter, .burstInterval, .canaryInterval, .drainTimeout, .holdTimeout,
        .readiness,
        .isolatedPrimary, .maxReplicaLag, .exclude, .minTimeline, .systemIdentifier, .fleetProbes,
    ]

    /// - Parameter pair: `KEY=VALUE`.
    package init(_ pair: String) throws(Expectation) {
        let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let known = Self.keys.map(\.rawValue)
        guard halves.count == 2, let key = ConfigurationKey(rawValue: halves[0]), Self.keys.contains(key) else {
            throw Expectation("KEY=VALUE is expected, with one of \(known.joined(separator: ", "))")
        }
        self.key = key
        let text = halves[1]
        switch key {
        case .probeInterval: change = try Self.set(\.probeInterval, .duration, text)
        case .probeTimeout: change = try Self.set(\.probeTimeout, .duration, text)
        case .suspectAfter: change = try Self.set(\.suspectAfter, .duration, text)
        case .burstInterval: change = try Self.set(\.burstInterval, .duration, text)
        case .canaryInterval: change = try Self.set(\.canaryInterval, .pause, text)
        case .drainTimeout: change = try Self.set(\.drainTimeout, .duration, text)
        case .holdTimeout: change = try Self.set(\.holdTimeout, .duration, text)
        case .readiness: change = try Self.set(\.readiness, .choice([.instance, .database]), text)
        case .isolatedPrimary: change = try Self.set(\.isolatedPrimary, .choice([.warn, .hold]), text)
        case .maxReplicaLag: change = try Self.set(\.maxReplicaLag, .lag, text)
        case .exclude: change = try Self.set(\.exclusion, .exclusion, text)
        case .minTimeline: change = try Self.set(\.minTimeline, .timeline, text)
        case .systemIdentifier: change = try Self.set(\.systemIdentifier, .systemIdentifier, text)
        case .fleetProbes: change = try Self.set(\.fleetProbes, .probes, text)
        default: change = { _ in }
        }
    }

    package func apply(to policy: inout Policy) { change(&policy) }

    private static func set<Value: Sendable>(
        _ place: any WritableKeyPath<Policy, Value> & Sendable, _ type: ValueType<Value>, _ text: String
    ) throws(Expectation) -> @Sendable (inout Policy) -> Void {
        let value = try type.parse(text)
        return { $0[keyPath: place] = value }
    }

    private static func set<Value: Sendable>(
        _ place: any WritableKeyPath<Policy, Value?> & Sendable, _ type: ValueType<Value>, _ text: String
    ) throws(Expectation) -> @Sendable (inout Policy) -> Void {
        let value = try type.parse(text)
        return { $0[keyPath: place] = value }
    }
}
