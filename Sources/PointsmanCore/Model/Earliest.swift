/// The earliest of several moments that is still to come.
struct Earliest {
    private let present: Instant
    private(set) var moment: Instant?

    init(after present: Instant) {
        self.present = present
    }

    mutating func consider(_ other: Instant?) {
        if let other, other > present { moment = min(moment ?? other, other) }
    }
}
