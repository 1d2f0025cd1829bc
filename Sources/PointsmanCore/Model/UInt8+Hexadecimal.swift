extension UInt8 {
    /// `0` to `9`, `a` to `f`, `A` to `F`: the standard library's parsing of numbers takes signs too.
    var isHexadecimalDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
