extension Duration {
    /// In milliseconds, to a tenth: as figures are told.
    package var milliseconds: Double {
        let (seconds, attoseconds) = components
        let tenths = (Double(seconds) * 10_000 + Double(attoseconds) / 1e14).rounded()
        return tenths / 10
    }
}
