extension Array {
    /// Whether both have as many elements and each pair of them `agrees`. Nothing is copied, as `elementsEqual` would: what
    /// the core compares with each event is large.
    func agrees<Other>(with other: [Other], _ agrees: (Element, Other) -> Bool) -> Bool {
        guard count == other.count else { return false }
        for index in indices where !agrees(self[index], other[index]) { return false }
        return true
    }
}
