import PointsmanCore

extension Followers {
    /// Whether a standby is shown to stream from `address`.
    func shows(_ address: IPAddress) -> Bool {
        if case .standbys(let addresses) = self { addresses.contains(address) } else { false }
    }
}
