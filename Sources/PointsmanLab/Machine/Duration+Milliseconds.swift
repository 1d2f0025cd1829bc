extension Duration {
    /// The duration in milliseconds, rounded to a tenth as figures are shown.
    package var milliseconds: Double {
        let (seconds, attoseconds) = components
        return (Double(seconds) * 1000 + Double(attoseconds) / 1e15).inTenths
    }
}

extension Double {
    /// Rounded to a tenth.
    var inTenths: Double { (self * 10).rounded() / 10 }

    /// The number as text, without `.0`.
    var plain: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
