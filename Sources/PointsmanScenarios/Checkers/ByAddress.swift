/// Values for some of the possible addresses. Most runs have few addresses, and checkers look at all of them with each
/// probe.
struct ByAddress<Value: Sendable>: Sendable {
    private(set) var values: [Value?] = []

    /// One more than the highest address that has had a value.
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
