extension String {
    /// Whether `part` is in it, byte by byte. The library's `contains` takes a hundred times as long, which counts where PgBouncer
    /// logs a line for each client at once.
    func hasBytes(of part: StaticString) -> Bool {
        firstBytes(of: part) != nil
    }

    /// The offset in UTF-8 at which `part` begins first; nil if it is not in it.
    func firstBytes(of part: StaticString) -> Int? {
        let needle = UnsafeBufferPointer(start: part.utf8Start, count: part.utf8CodeUnitCount)
        return utf8.withContiguousStorageIfAvailable { bytes in
            guard let first = needle.first, bytes.count >= needle.count else { return nil as Int? }
            return (0...(bytes.count - needle.count)).first { start in
                bytes[start] == first && bytes[start..<(start + needle.count)].elementsEqual(needle)
            }
        } ?? nil
    }
}
