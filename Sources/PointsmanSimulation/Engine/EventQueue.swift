/// What is to happen, the earliest first; at the same moment in the order in which it was asked for.
///
/// One array, the latest first: some twenty things an agent are awaited at once, and to move a few of those aside is less
/// work than to keep a heap.
struct EventQueue {
    struct Entry {
        var time: VirtualTime
        var occurrence: Occurrence
    }

    private var entries: [Entry] = []

    mutating func add(_ occurrence: Occurrence, at time: VirtualTime) {
        let entry = Entry(time: time, occurrence: occurrence)
        let position = position(for: time)
        entries.append(entry)
        entries.withUnsafeMutableBufferPointer { entries in
            let place = entries.baseAddress! + position
            (place + 1).update(from: place, count: entries.count - 1 - position)
            place.pointee = entry
        }
    }

    mutating func next() -> Entry? {
        entries.popLast()
    }

    /// Before those of the same moment, which were asked for earlier.
    private func position(for time: VirtualTime) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].time > time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
