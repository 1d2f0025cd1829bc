import PointsmanCore

extension IPAddress {
    /// Whether it belongs to a network that the Internet does not route (RFC 1918, 6598, 3927, 4193, 4291): loopback,
    /// private, shared, link-local and unique local addresses, including Fly's 6PN (`fdaa::/16`).
    package var isPrivate: Bool {
        switch self {
        case .v4(let number):
            switch (number >> 24, number >> 16 & 0xFF) {
            case (10, _), (127, _), (192, 168), (169, 254), (172, 16...31), (100, 64...127): true
            default: false
            }
        case .v6(let high, let low):
            (high == 0 && low == 1) || high >> 57 == 0x7E || high >> 54 == 0x3FA
        }
    }
}
