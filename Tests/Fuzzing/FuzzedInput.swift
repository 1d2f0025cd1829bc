import FuzzProperties

/// What libFuzzer tries, as the properties take it.
enum FuzzedInput {
    /// Ends the process where a property doesn't hold: libFuzzer then keeps the input.
    static func check(_ target: FuzzTarget, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        do throws(BrokenProperty) {
            try target.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
        } catch {
            fatalError("\(target.rawValue): \(error)")
        }
        return 0
    }
}
