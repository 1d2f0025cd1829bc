/// The instances that DNS names, this one at one place however many of its addresses DNS names. DNS may name another
/// instance more than once as well, but only that one knows.
package struct FleetPlaces {
    /// The addresses in order, without the further ones of this instance.
    package let instances: [IPAddress]
    /// This instance's address: one that DNS names or, since DNS lags behind a new instance, the most certain one; nil if
    /// none is known but one that every machine has.
    package let own: IPAddress?
    /// The number of instances. This one counts even if DNS does not name it; if no address of its own is known at all,
    /// DNS is taken to name it.
    package let count: Int

    /// - Parameter own: all addresses of this instance that are known, the most certain one first.
    package init(_ addresses: [IPAddress], own: [IPAddress]) {
        // Each of the ten thousand agents of one simulation would have a copy of its own.
        let isSorted = zip(addresses, addresses.dropFirst()).allSatisfy { $0 < $1 }
        let sorted = isSorted ? addresses : addresses.sorted()
        let named = own.filter(sorted.contains)
        let further = named.filter { $0 != named.first }
        instances = further.isEmpty ? sorted : sorted.filter { !further.contains($0) }
        self.own = named.first ?? own.first.flatMap { $0.isEverywhere ? nil : $0 }
        count = max(1, instances.count + (named.isEmpty && !own.isEmpty ? 1 : 0))
    }
}

extension IPAddress {
    /// Whether every machine has it: a loopback address, or the unspecified one.
    var isEverywhere: Bool {
        switch self {
        case .v4(let number): number == 0 || number >> 24 == 127
        case .v6(let high, let low): high == 0 && low <= 1
        }
    }
}
