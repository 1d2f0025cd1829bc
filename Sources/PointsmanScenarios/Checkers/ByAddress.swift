/// A value for some of the addresses that there may be. Most runs have few, and checkers look at all with each probe.
struct ByAddress<Value: Sendable>: Sendable {
    private(set) var values: [Value?] = []

    /// How many addresses there have been values for, those in between included.
    var count: Int { values.count }

    subscript(address: Int) -> Value? {
        get { address < values.count ? values[address] : nil }
        set {
            if address >= values.count {
                if newValue == nil { return }
                while values.count <= address { values.append(nil) }
            }
            values[address] = newValue
        }
    }
}
