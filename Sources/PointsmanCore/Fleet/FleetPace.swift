/// How often this instance may ask a member, so that the fleet together asks none more often than ``Policy/fleetProbes``
/// times a second. Of a large fleet only *scouts* look for a primary in a burst, and the others ask them (``Peers``): two
/// fifths of the probes are for the steady ones of all, as many for the scouts' bursts, and the rest is room.
///
/// The place of an instance among the others follows from what DNS names to all, so that no two of them have to agree.
package struct FleetPace: Codable, Equatable, Sendable {
    /// The number of instances, this one included.
    package let size: Int
    /// This instance's place in the order of the instances' addresses, counted from 0.
    package let place: Int

    /// - Parameters:
    ///   - instances: the addresses that DNS names, in order. DNS lags behind a new instance, so `own` counts either way.
    ///   - own: this instance's address; if it is nil, DNS is taken to name it and `seed` stands in for its place.
    package init?(_ instances: [IPAddress], own: IPAddress?, seed: UInt64) {
        guard let own else {
            guard instances.count > 1 else { return nil }
            size = instances.count
            place = Int(seed % UInt64(instances.count))
            return
        }
        let place = instances.firstIndex { $0 >= own } ?? instances.count
        let isNamed = place < instances.count && instances[place] == own
        guard instances.count + (isNamed ? 0 : 1) > 1 else { return nil }
        size = instances.count + (isNamed ? 0 : 1)
        self.place = place
    }

    package func isScout(_ policy: Policy) -> Bool { place < policy.scouts }

    /// How many instances ask each scout while they look for a primary.
    package func askers(_ policy: Policy) -> Int { max(0, size - policy.scouts) * Self.asked / policy.scouts }

    /// How many scouts each of the others asks: one may be gone.
    static let asked = 2
    /// How many instances it asks, its next neighbours included.
    static let mostAsked = 4

    /// The places of the scouts that this instance asks; empty if it is one.
    func scouts(_ policy: Policy) -> [Int] {
        guard !isScout(policy) else { return [] }
        let (first, second) = (place % policy.scouts, place / policy.scouts % policy.scouts)
        return policy.scouts == 1 ? [0] : [first, second == first ? (first + 1) % policy.scouts : second]
    }

    /// The time from one probe of a member to the next if `count` instances share `probes` a second.
    private static func share(of count: Int, _ probes: Int) -> Duration {
        .nanoseconds(Int64(count) * 1_000_000_000 / Int64(max(1, probes)))
    }

    /// The policy with intervals that fit into the fleet's.
    func applied(to policy: Policy) -> Policy {
        var policy = policy
        let part = policy.fleetProbes * 2 / 5
        policy.probeInterval = max(policy.probeInterval, Self.share(of: size, part))
        policy.isScout = isScout(policy)
        guard policy.isScout else {
            policy.burstInterval = policy.probeInterval
            policy.redialDelay = policy.probeInterval * place / size
            return policy
        }
        let isLarge = size > policy.scouts
        let burst = isLarge ? Self.share(of: policy.scouts, part) : Self.share(of: size, policy.fleetProbes)
        policy.burstInterval = max(policy.burstInterval, burst)
        return policy
    }
}
