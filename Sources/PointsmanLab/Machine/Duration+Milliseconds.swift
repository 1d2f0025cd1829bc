extension Duration {
    /// In milliseconds, to a tenth: as figures are told.
    package var milliseconds: Double {
        let (seconds, attoseconds) = components
        return (Double(seconds) * 1000 + Double(attoseconds) / 1e15).inTenths
    }
}

extension Double {
    /// Rounded to a tenth.
    var inTenths: Double { (self * 10).rounded() / 10 }

    /// As text, without `.0`.
    var plain: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
