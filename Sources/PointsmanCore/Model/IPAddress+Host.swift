extension IPAddress {
    /// Whether one machine can have it as its address for others: not 0.0.0.0/8 and `::`, which block lists answer with
    /// and which would dial this machine itself, and not a multicast or broadcast address.
    package var isHost: Bool {
        switch self {
        case .v4(let number): (1..<224).contains(number >> 24)
        case .v6(let high, let low): (high, low) != (0, 0) && high >> 56 != 0xFF
        }
    }
}
