/// An input cut into several: at each byte 0x1E, which is ASCII's own record separator. Past the end all are empty.
struct Fields {
    private var rest: ArraySlice<ArraySlice<UInt8>>

    init(_ bytes: [UInt8]) {
        rest = bytes.split(separator: 0x1E, omittingEmptySubsequences: false)[...]
    }

    mutating func nextBytes() -> [UInt8] {
        Array(rest.popFirst() ?? [])
    }

    mutating func next() -> String {
        String(decoding: nextBytes(), as: UTF8.self)
    }
}
